/**
 * The Open Inference Protocol, version 2, over REST: its bodies, read and written as streams.
 *
 * <p>Tensors go from JSON straight into the memory an engine reads. {@code data} may be flat or
 * nested as its shape; it may stand before its shape and datatype, in which case its bytes are kept
 * and read again. Requests carry finite numbers only. Answers write a number that isn't finite as
 * the string {@code "NaN"}, {@code "Infinity"} or {@code "-Infinity"}, as Protocol Buffers' JSON
 * does.
 *
 * <p>The extension for binary tensors isn't spoken here; what asks for it is refused.
 */
@NullMarked
package dev.steward.protocol.oip;

import org.jspecify.annotations.NullMarked;
