/** One real HBase in a process of its own. */
@NullMarked
package io.dumul.local.hbase;

import org.jspecify.annotations.NullMarked;
