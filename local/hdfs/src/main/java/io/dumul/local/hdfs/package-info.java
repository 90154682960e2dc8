/** One real name node or data node of HDFS in a process of its own. */
@NullMarked
package io.dumul.local.hdfs;

import org.jspecify.annotations.NullMarked;
