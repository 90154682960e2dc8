/** Events for one machine: made up from a seed, or replayed from files; and their recount. */
@NullMarked
package io.dumul.local.stack.traffic;

import org.jspecify.annotations.NullMarked;
