/** A collector in one small process without a log, to try events against before release. */
@NullMarked
package io.dumul.serving.sandbox;

import org.jspecify.annotations.NullMarked;
