/** Epochs: which records of the log belong together, decided by offset alone. */
@NullMarked
package io.dumul.core.epoch;

import org.jspecify.annotations.NullMarked;
