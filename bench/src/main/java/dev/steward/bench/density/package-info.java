/** Many models in one process. */
@NullMarked
package dev.steward.bench.density;

import org.jspecify.annotations.NullMarked;
