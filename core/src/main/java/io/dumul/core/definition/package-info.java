/** What a company declares: its event types, its metrics, and how late an event may be. */
@NullMarked
package io.dumul.core.definition;

import org.jspecify.annotations.NullMarked;
