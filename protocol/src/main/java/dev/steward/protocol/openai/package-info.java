/**
 * OpenAI's HTTP API as far as Steward speaks it: models, embeddings, and texts as a whole or in
 * pieces.
 *
 * <p>What OpenAI ignores is ignored ({@code user}); what it would act on and this server can't is
 * refused with the field's name, never silently dropped.
 */
@NullMarked
package dev.steward.protocol.openai;

import org.jspecify.annotations.NullMarked;
