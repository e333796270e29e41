/** Tests of the package of the same name. */
@NullMarked
package dev.steward.protocol.openai;

import org.jspecify.annotations.NullMarked;
