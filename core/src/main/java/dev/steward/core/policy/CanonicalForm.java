package dev.steward.core.policy;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A policy as text of which there is one for each meaning: a line {@code field=value} for what is
 * set, sorted lists, the shortest spelling of periods. What isn't set has no line, so a field that
 * a later version adds changes no text of before.
 *
 * <p>Elements of lists hold neither spaces nor line feeds, which keep them apart.
 */
final class CanonicalForm {

  /** To be raised when the same policy is to have another text. */
  static final int VERSION = 1;

  private final StringBuilder text = new StringBuilder();

  private CanonicalForm() {}

  /** All levels, each under its name. */
  static String of(EffectivePolicies policies) {
    var form = new CanonicalForm();
    form.text.append("steward-policy ").append(VERSION).append('\n');
    for (var level : Enforcement.values()) {
      form.text.append('[').append(level.word()).append("]\n");
      form.add(policies.at(level).policy());
    }
    return form.text.toString();
  }

  private void add(Policy policy) {
    add(Conflict.Kept.AUDIT_RECORD.field(), policy.auditRecords());
    add(Conflict.Kept.CONTENT.field(), policy.content());
    policy.purgeSlo().ifPresent(slo -> line("retention.purgeSlo", slo.toString()));
    policy.onAuditFailure().ifPresent(action -> line("audit.onFailure", action.word()));
    policy.contentMode().ifPresent(mode -> line("privacy.content", mode.word()));
    list("requiredAnnotations", policy.requiredAnnotations(), Function.identity());
    policy.demands().forEach(demand -> line(demand.field(), "Required"));
    add(Conflict.Listed.MODEL_SOURCES.field(), policy.modelSources());
    policy
        .modelSigners()
        .lists()
        .forEach(list ->
            line(
                Conflict.Listed.MODEL_SIGNERS.field(),
                joined(list.signers(), AllowedSigner::word)));
    add(Conflict.Listed.IMAGES.field(), policy.images());
    var quarantine = policy.quarantine();
    quarantine.noNewReplicas().ifPresent(time -> line("quarantine.NoNewReplicas", time.toString()));
    quarantine.scaleToZero().ifPresent(time -> line("quarantine.ScaleToZero", time.toString()));
  }

  private void add(String field, Retention retention) {
    list(field + ".min", retention.floor().periods(), CalendarPeriod::text);
    list(field + ".max", retention.ceiling().periods(), CalendarPeriod::text);
  }

  private void add(String field, AllowList list) {
    switch (list) {
      case AllowList.Any() -> {}
      case AllowList.Only(var patterns) -> line(field, joined(patterns, NamePattern::text));
    }
  }

  private <T> void list(String field, Collection<T> values, Function<T, String> word) {
    if (!values.isEmpty()) {
      line(field, joined(values, word));
    }
  }

  private static <T> String joined(Collection<T> values, Function<T, String> word) {
    return values.stream().map(word).collect(Collectors.joining(" "));
  }

  private void line(String field, String value) {
    text.append(field).append('=').append(value).append('\n');
  }
}
