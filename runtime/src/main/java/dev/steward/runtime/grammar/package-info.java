/**
 * Texts that have a form: which bytes, and so which tokens, may come next.
 *
 * <p>A form is a {@link dev.steward.runtime.grammar.Rule}, a regular expression over bytes. What
 * may follow once a byte was written is a rule again, its derivative (Brzozowski, "Derivatives of
 * Regular Expressions", 1964): {@code "ab|ac"} after {@code a} is {@code "b|c"}. Equal rules are
 * one object, so that rules are the states of an automaton that is built as far as it is walked. A
 * rule that no text meets is {@code Nothing} from the beginning and swallows what it stands in, so
 * that there is no way into a dead end.
 *
 * <p>Which tokens may follow is found by walking a trie of all tokens' bytes along the automaton,
 * and kept by state: within a string, that is one state, token after token.
 *
 * <p>JSON Schema becomes rules ({@link dev.steward.runtime.grammar.SchemaRules}) because depth is
 * bounded. It must not know models, nor HTTP.
 */
@NullMarked
package dev.steward.runtime.grammar;

import org.jspecify.annotations.NullMarked;
