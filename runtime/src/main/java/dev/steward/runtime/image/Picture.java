package dev.steward.runtime.image;

/**
 * A decoded image.
 *
 * @param kept its pixels, or every {@code step}-th of every {@code step}-th row
 * @param width of the whole image, as it is seen
 * @param height likewise
 */
public record Picture(Bitmap kept, int width, int height, int step) {}
