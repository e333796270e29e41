/**
 * Safetensors files: where the weights of a model lie that was saved for Hugging Face's libraries.
 *
 * <p>A file is mapped, never read as a whole. It comes from outside, so nothing in it is believed:
 * what its header says of each tensor is checked against the file's size before it is used, and a
 * file that lies is refused with what is wrong. The format: <a
 * href="https://github.com/huggingface/safetensors#format">README of safetensors</a>.
 *
 * <pre>
 *   length:u64, little-endian
 *   header:JSON of so many bytes: {"NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}
 *   the tensors' bytes, one after the other without gaps
 * </pre>
 *
 * <p>It must not know what a model is used for.
 */
@NullMarked
package dev.steward.runtime.safetensors;

import org.jspecify.annotations.NullMarked;
