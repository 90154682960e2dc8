/** What data must be beyond its schema: rules in the Common Expression Language (CEL). */
@NullMarked
package io.dumul.core.rule;

import org.jspecify.annotations.NullMarked;
