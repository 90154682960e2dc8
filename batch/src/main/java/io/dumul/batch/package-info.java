/** The batch layer: one command for each step from the log to the batch view. */
@NullMarked
package io.dumul.batch;

import org.jspecify.annotations.NullMarked;
