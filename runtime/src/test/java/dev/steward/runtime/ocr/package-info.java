/** Tests of the package of the same name. */
@NullMarked
package dev.steward.runtime.ocr;

import org.jspecify.annotations.NullMarked;
