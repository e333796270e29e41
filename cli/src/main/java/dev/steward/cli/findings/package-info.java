/**
 * What is wrong in files, for people and for machines: a line each, a JSON object, or SARIF, from
 * the same {@link dev.steward.cli.findings.Found}.
 *
 * <p>Example: {@code service.yaml:4:3: minilm: denied: spec.model.digest: it is absent; …} is, in
 * SARIF, a result of level {@code error} by the rule {@code model-digest} at line 4, column 3.
 *
 * <p>It must not read files, nor know how things are judged.
 */
@NullMarked
package dev.steward.cli.findings;

import org.jspecify.annotations.NullMarked;
