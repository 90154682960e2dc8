/** The log as batch reads it: exact ranges of offsets, and the barriers between them. */
@NullMarked
package io.dumul.batch.log;

import org.jspecify.annotations.NullMarked;
