/**
 * What admission enforces, once: each {@link dev.steward.core.policy.rule.Rule} is checked in Java
 * ({@link dev.steward.core.policy.rule.RuleCheck}), rendered as CEL for the API server ({@link
 * dev.steward.core.policy.rule.CelText}) and told in the documentation, all from the same value.
 *
 * <p>A rule's condition is an expression of a small language over trees of fields: {@link
 * dev.steward.core.policy.rule.Ref} names a place, which may be absent, and {@link
 * dev.steward.core.policy.rule.Condition} says something of it. The language has what the rules
 * need and nothing more. Everything in it is total: what is absent reads as an empty text, list or
 * map, so no object makes a rule fail to evaluate, in either interpretation.
 *
 * <p>Example: <i>the model's digest is stated where the policy asks for it</i> is {@code
 * anyOf(not(isTrue(params("spec", "provenance", "digest"))), hasText(object("spec", "model",
 * "digest")))}. In CEL: {@code !params.?spec.?provenance.?digest.orValue(false) ||
 * object.?spec.?model.?digest.orValue('') != ''}.
 *
 * <p>It must not know how policies are stored, nor how the API server is told.
 */
@NullMarked
package dev.steward.core.policy.rule;

import org.jspecify.annotations.NullMarked;
