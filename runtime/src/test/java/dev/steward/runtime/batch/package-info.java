/** Tests of the package of the same name. */
@NullMarked
package dev.steward.runtime.batch;

import org.jspecify.annotations.NullMarked;
