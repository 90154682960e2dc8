/** The views and the control row in HBase. */
@NullMarked
package io.dumul.hbase;

import org.jspecify.annotations.NullMarked;
