/**
 * The answer of {@code POST /v1/ocr}, whose request is an image as it is.
 *
 * <p>No standard has such an endpoint. Names are those that OCR servers have in common; boxes are
 * four corners, since text may stand at any angle.
 */
@NullMarked
package dev.steward.protocol.ocr;

import org.jspecify.annotations.NullMarked;
