/** Interactions: what users did to things, as edges whose state, order and counts are one fold. */
@NullMarked
package io.dumul.core.edge;

import org.jspecify.annotations.NullMarked;
