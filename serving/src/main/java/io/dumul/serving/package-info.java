/** The serving layer over HTTP: events in, merged answers out. */
@NullMarked
package io.dumul.serving;

import org.jspecify.annotations.NullMarked;
