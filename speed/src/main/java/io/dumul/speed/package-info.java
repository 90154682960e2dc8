/** The speed layer: from the log to increments to the speed view. */
@NullMarked
package io.dumul.speed;

import org.jspecify.annotations.NullMarked;
