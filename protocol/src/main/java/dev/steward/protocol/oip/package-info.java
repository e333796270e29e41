/**
 * The Open Inference Protocol, version 2, over REST: its bodies, read and written as streams.
 *
 * <p>Tensors go from JSON straight into the memory an engine reads. {@code data} may be flat or
 * nested as its shape; it may stand before its shape and datatype, in which case its bytes are kept
 * and read again. JSON of requests has finite numbers only. Answers write a number that isn't
 * finite as the string {@code "NaN"}, {@code "Infinity"} or {@code "-Infinity"}, as Protocol
 * Buffers' JSON does.
 *
 * <p>Values may follow the JSON as bytes instead, in both directions: little-endian, row by row, a
 * text after its length in 4 bytes. FP16 and BF16 come in only so; they go out as JSON too, as
 * decimals that are exactly their values when read as doubles.
 */
@NullMarked
package dev.steward.protocol.oip;

import org.jspecify.annotations.NullMarked;
