/** One machine: every process of Dumul, started, fed, shown and stopped. */
@NullMarked
package io.dumul.local.stack;

import org.jspecify.annotations.NullMarked;
