/**
 * The two views and their merge: what batch published, what speed added since, and the one answer
 * of both.
 */
@NullMarked
package io.dumul.core.view;

import org.jspecify.annotations.NullMarked;
