/** Tests of the package of the same name. */
@NullMarked
package dev.steward.protocol.rows;

import org.jspecify.annotations.NullMarked;
