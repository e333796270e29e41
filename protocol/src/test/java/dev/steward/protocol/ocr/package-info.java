/** Tests of the package of the same name. */
@NullMarked
package dev.steward.protocol.ocr;

import org.jspecify.annotations.NullMarked;
