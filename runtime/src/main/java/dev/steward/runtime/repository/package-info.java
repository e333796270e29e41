/**
 * Many models in one process, each loaded when it is asked for, within a bound of memory.
 *
 * <p>A repository is a folder with a folder for each model, and below that one for each version:
 *
 * <pre>
 * minilm/steward.json     {"task": "Embedding"}
 * minilm/1/model.onnx
 * minilm/2/model.onnx
 * prices/model.onnx       no versions: this is version 1
 * </pre>
 *
 * <p>{@link dev.steward.runtime.repository.Shelf} decides, {@link
 * dev.steward.runtime.repository.Repository} does. Example: there is room for 100, and on the shelf
 * are A with 40, asked an hour ago, B with 30, asked now, and C with 20, asked a minute ago. D
 * needs 50: 10 are free, so A leaves, which makes 50; nobody uses it, so it is closed, and only
 * then D is loaded. Had A been in use, C and B wouldn't have been enough either, and A would have
 * left with its last request.
 *
 * <p>What is asked of a loaded model takes one short lock, and never waits for a load.
 */
@NullMarked
package dev.steward.runtime.repository;

import org.jspecify.annotations.NullMarked;
