/** What every resource shares: problem details, JSON, keys, limits and pages. */
@NullMarked
package io.dumul.serving.http;

import org.jspecify.annotations.NullMarked;
