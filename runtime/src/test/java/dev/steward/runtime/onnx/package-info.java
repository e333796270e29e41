/** Files that are models, and files that only look like some. */
@NullMarked
package dev.steward.runtime.onnx;

import org.jspecify.annotations.NullMarked;
