/** One real Kafka broker in a process of its own. */
@NullMarked
package io.dumul.local.kafka;

import org.jspecify.annotations.NullMarked;
