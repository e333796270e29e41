/** Tests of the package of the same name. */
@NullMarked
package dev.steward.gateway.split;

import org.jspecify.annotations.NullMarked;
