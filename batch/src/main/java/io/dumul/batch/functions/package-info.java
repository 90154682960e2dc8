/** The aggregates of {@code core} as functions of Spark SQL. */
@NullMarked
package io.dumul.batch.functions;

import org.jspecify.annotations.NullMarked;
