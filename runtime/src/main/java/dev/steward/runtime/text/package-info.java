/**
 * What every task has that reads texts by a model of tokens: the tokenizer, the tensors of a few
 * texts, which texts are computed together, and how long they may be. It must not know what is made
 * of a model's outputs, nor HTTP.
 *
 * <p>Texts of different requests are computed in batches of similar length. A neighbour in the
 * batch changes nothing: what is padded is masked. That is tried at the start.
 */
@NullMarked
package dev.steward.runtime.text;

import org.jspecify.annotations.NullMarked;
