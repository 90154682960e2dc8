/** The tables in Iceberg, and what batch remembers in them. */
@NullMarked
package io.dumul.batch.lake;

import org.jspecify.annotations.NullMarked;
