/** Schemas before release: what {@code ./dumul schema} does. */
@NullMarked
package io.dumul.local.schema;

import org.jspecify.annotations.NullMarked;
