/** Tests of the package of the same name. */
@NullMarked
package dev.steward.conformance;

import org.jspecify.annotations.NullMarked;
