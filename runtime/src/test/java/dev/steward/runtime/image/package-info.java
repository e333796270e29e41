/** Tests of the package of the same name. */
@NullMarked
package dev.steward.runtime.image;

import org.jspecify.annotations.NullMarked;
