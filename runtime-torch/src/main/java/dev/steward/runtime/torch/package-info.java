/**
 * TorchScript, computed by PyTorch's own interpreter through DJL's binding: an engine that is only
 * there where its artifact is on the class path (ADR 33).
 *
 * <p>The only place that knows PyTorch. Its native library comes from a jar or from the image, and
 * is loaded when the first model of its format is.
 */
@NullMarked
package dev.steward.runtime.torch;

import org.jspecify.annotations.NullMarked;
