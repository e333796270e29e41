/**
 * Images to text, by the three models of PP-OCR (Du et al., "PP-OCR: A Practical Ultra Lightweight
 * OCR System", arXiv:2009.09941; PP-OCRv4).
 *
 * <ol>
 *   <li><b>Detection</b> gives each pixel the probability that it belongs to text. Pixels above 0.3
 *       that touch make a region; of each the smallest rectangle at any angle is taken, and grown,
 *       since the model was trained on shrunken ones (Liao et al., "Real-time Scene Text Detection
 *       with Differentiable Binarization", arXiv:1911.08947).
 *   <li><b>Direction</b> tells whether what stands in a rectangle is upside down. A page is turned
 *       as a whole, as most of it says; a line of which the model says otherwise is read both ways.
 *   <li><b>Recognition</b> reads a rectangle in steps of eight pixels: in each the likeliest
 *       character, or none. Example: {@code a a - b b - b} is {@code abb}: repeats are one letter
 *       unless nothing stands between (CTC; Graves et al. 2006).
 *   <li><b>Reading order</b>: columns from left to right, rows from top to bottom, letters as they
 *       stand: in a frame turned as the page is.
 * </ol>
 *
 * <p>Lines of different images are looked at together. The same image gives the same text all the
 * same: only lines whose pictures have the same width by themselves are, and only by models of
 * which trying has shown that they look at each by itself. It must not know HTTP, nor how images
 * are encoded.
 */
@NullMarked
package dev.steward.runtime.ocr;

import org.jspecify.annotations.NullMarked;
