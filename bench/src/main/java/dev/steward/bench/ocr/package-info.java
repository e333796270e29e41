/** How fast the text in images is read, by one client and by several. */
@NullMarked
package dev.steward.bench.ocr;

import org.jspecify.annotations.NullMarked;
