/** Tests of the package of the same name. */
@NullMarked
package dev.steward.protocol.text;

import org.jspecify.annotations.NullMarked;
