/** How wrong events are mended: which ones, and what is done to them. */
@NullMarked
package io.dumul.core.recovery;

import org.jspecify.annotations.NullMarked;
