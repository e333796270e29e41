/**
 * Bytes that a client calls an image, as pixels.
 *
 * <p>Nothing is believed. What kind of image it is its first bytes say, not its name or content
 * type; how large it is its header, which is read before a pixel is. Of a large one only every
 * second, third, … pixel of every second, third, … row is kept, so that {@link
 * dev.steward.runtime.image.ImageLimits#keptPixels} hold it. Example: 7,000 by 5,000 pixels, of
 * which 12 million may be kept, are read by twos and become 3,500 by 2,500.
 *
 * <p>Pixels come out as they are seen: turned as the camera says (EXIF), over white where they are
 * transparent, the first picture of a moving image. It must not know what images are for.
 */
@NullMarked
package dev.steward.runtime.image;

import org.jspecify.annotations.NullMarked;
