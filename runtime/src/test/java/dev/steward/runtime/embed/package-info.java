/** Tests of the package of the same name. */
@NullMarked
package dev.steward.runtime.embed;

import org.jspecify.annotations.NullMarked;
