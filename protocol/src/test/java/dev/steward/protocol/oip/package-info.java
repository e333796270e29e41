/** Tests of the package of the same name. */
@NullMarked
package dev.steward.protocol.oip;

import org.jspecify.annotations.NullMarked;
