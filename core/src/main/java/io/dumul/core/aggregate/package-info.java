/** The arithmetic of Dumul: every aggregate once, for every layer. */
@NullMarked
package io.dumul.core.aggregate;

import org.jspecify.annotations.NullMarked;
