/** Questions about metrics, and their answers merged from both views at one published epoch. */
@NullMarked
package io.dumul.serving.answer;

import org.jspecify.annotations.NullMarked;
