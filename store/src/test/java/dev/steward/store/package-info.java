/** Tests of the package of the same name. */
@NullMarked
package dev.steward.store;

import org.jspecify.annotations.NullMarked;
