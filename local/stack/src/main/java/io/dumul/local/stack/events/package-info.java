/** Builders of the sample's events, as {@code ./dumul schema java} writes them. */
@NullMarked
package io.dumul.local.stack.events;

import org.jspecify.annotations.NullMarked;
