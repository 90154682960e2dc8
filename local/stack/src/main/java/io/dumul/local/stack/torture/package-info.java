/** Torture: a whole stack under traffic and named faults, with a checker that asks all the time. */
@NullMarked
package io.dumul.local.stack.torture;

import org.jspecify.annotations.NullMarked;
