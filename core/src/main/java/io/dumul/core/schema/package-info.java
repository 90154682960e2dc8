/** JSON Schema, compiled so that any text is judged in bounded time and nothing is fetched. */
@NullMarked
package io.dumul.core.schema;

import org.jspecify.annotations.NullMarked;
