/**
 * GGUF files: what they say about a model and where its weights lie.
 *
 * <p>A file is mapped, never read as a whole. It comes from outside, so nothing in it is believed:
 * each count, length, offset and type is checked against the file's size before memory is taken,
 * and a file that lies is refused with what is wrong. The format: <a
 * href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">gguf.md of ggml</a>, versions 2
 * and 3, little-endian.
 *
 * <pre>
 *   "GGUF" version:u32 tensors:u64 pairs:u64
 *   pair*    key:string type:u32 value
 *   tensor*  name:string rank:u32 length:u64* format:u32 offset:u64
 *   padding to the alignment, then the tensors' bytes
 * </pre>
 *
 * <p>It must not know what a model is used for.
 */
@NullMarked
package dev.steward.runtime.gguf;

import org.jspecify.annotations.NullMarked;
