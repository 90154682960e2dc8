/** Events as they stand in the log, and the one rule that decides which of them count. */
@NullMarked
package io.dumul.core.event;

import org.jspecify.annotations.NullMarked;
