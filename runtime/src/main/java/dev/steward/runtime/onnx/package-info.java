/**
 * The file format of ONNX, read without its weights and written from parts of another file.
 *
 * <p>A model's file is one message of Protocol Buffers. {@link
 * dev.steward.runtime.onnx.GraphReader} goes through it once and keeps of each operation and each
 * tensor of weights its name, what it needs, and where in the file it lies; the bytes themselves
 * are passed over. {@link dev.steward.runtime.onnx.GraphWriter} writes a smaller model by copying
 * such slices from file to file, so that a stage of a model of any size is made in a few megabytes
 * of memory, and whatever this package doesn't know (attributes, functions, metadata) arrives as it
 * was.
 *
 * <p>Field numbers are those of {@code onnx.proto} (IR version 13). A file is a stranger's: every
 * length is checked against what is there, and counts and names are bounded.
 */
@NullMarked
package dev.steward.runtime.onnx;

import org.jspecify.annotations.NullMarked;
