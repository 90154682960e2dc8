/** Settings: declared in one place with default and doc, read from a file and the environment. */
@NullMarked
package io.dumul.core.config;

import org.jspecify.annotations.NullMarked;
