/** The seam simulation: all layers in one process, with every fault that a seed draws. */
@NullMarked
package io.dumul.core.seam;

import org.jspecify.annotations.NullMarked;
