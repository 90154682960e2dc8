/** Dumul's layers measured beside other ways to do the same. */
@NullMarked
package io.dumul.local.bench;

import org.jspecify.annotations.NullMarked;
