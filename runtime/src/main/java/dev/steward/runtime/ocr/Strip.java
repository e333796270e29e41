package dev.steward.runtime.ocr;

import dev.steward.runtime.image.Bitmap;

/**
 * A line of text where it stands: what models are given of an image, once it is cut out.
 *
 * @param image that it stands in, shared with its other lines
 */
record Strip(Bitmap image, Quad line) {}
