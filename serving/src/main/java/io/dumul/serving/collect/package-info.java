/** The collector: CloudEvents over HTTP into the log, each with a verdict of its own. */
@NullMarked
package io.dumul.serving.collect;

import org.jspecify.annotations.NullMarked;
