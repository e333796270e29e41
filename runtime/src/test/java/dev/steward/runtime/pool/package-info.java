/** Tests of the package of the same name. */
@NullMarked
package dev.steward.runtime.pool;

import org.jspecify.annotations.NullMarked;
