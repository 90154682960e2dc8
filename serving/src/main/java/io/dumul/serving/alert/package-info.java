/** What is wrong with the log now, by the rules of {@code alerts.yaml}. */
@NullMarked
package io.dumul.serving.alert;

import org.jspecify.annotations.NullMarked;
