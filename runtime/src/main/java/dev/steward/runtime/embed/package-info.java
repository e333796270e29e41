/**
 * Texts to vectors: the model's tokenizer before, pooling and normalisation after.
 *
 * <p>How a model wants that done stands in files beside it, as sentence-transformers writes them:
 *
 * <ul>
 *   <li>{@code modules.json}: whether vectors are normalised; {@code 1_Pooling/config.json}: the
 *       mean of the tokens or the first one. Without them: mean and normalised.
 *   <li>The longest input, from the first that says it: {@code sentence_bert_config.json}, the
 *       truncation of {@code tokenizer.json}, {@code tokenizer_config.json}, {@code config.json};
 *       else 512 tokens.
 * </ul>
 *
 * <p>How texts become tokens and which of them are computed together is {@code text}'s matter. It
 * must not know HTTP.
 */
@NullMarked
package dev.steward.runtime.embed;

import org.jspecify.annotations.NullMarked;
