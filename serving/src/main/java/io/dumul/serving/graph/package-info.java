/** Interactions over HTTP: mutations into the log, edges, order and counts out of the views. */
@NullMarked
package io.dumul.serving.graph;

import org.jspecify.annotations.NullMarked;
