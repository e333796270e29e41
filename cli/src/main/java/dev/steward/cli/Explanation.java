package dev.steward.cli;

import dev.steward.api.v1alpha1.GoDuration;
import dev.steward.core.policy.AllowList;
import dev.steward.core.policy.AllowedSigner;
import dev.steward.core.policy.CalendarPeriod;
import dev.steward.core.policy.Conflict;
import dev.steward.core.policy.Demand;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.NamePattern;
import dev.steward.core.policy.Policy;
import dev.steward.core.policy.PolicySource;
import dev.steward.core.policy.Retention;
import dev.steward.operator.policy.Standing;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What holds for a service, in lines. */
final class Explanation {

  private Explanation() {}

  static List<String> of(HasMetadata object, Standing standing) {
    var lines = new ArrayList<String>();
    var name = object.getMetadata().getName();
    if (standing.isUngoverned()) {
      lines.add(name + ": no policy governs it");
      return lines;
    }
    lines.add(name + ": " + standing.digest());
    for (var level : Enforcement.values()) {
      var effective = standing.effective().at(level);
      if (!effective.sources().isEmpty()) {
        lines.add(
            "  %s, by %s"
                .formatted(
                    level.word(),
                    effective.sources().stream()
                        .map(PolicySource::text)
                        .collect(Collectors.joining(", "))));
        demands(effective.policy()).forEach(line -> lines.add("    " + line));
      }
    }
    PolicyOptions.judged(object, standing)
        .forEach(judged -> lines.add("  %s: %s".formatted(judged.verb(), judged.message())));
    if (standing.troubled().isEmpty()) {
      lines.add("  complies with all of it");
    }
    return lines;
  }

  private static List<String> demands(Policy policy) {
    var lines = new ArrayList<String>();
    kept(Conflict.Kept.AUDIT_RECORD, policy.auditRecords(), lines);
    kept(Conflict.Kept.CONTENT, policy.content(), lines);
    policy.purgeSlo().ifPresent(slo -> lines.add("retention.purgeSlo: " + GoDuration.text(slo)));
    policy.onAuditFailure().ifPresent(action -> lines.add("audit.onFailure: " + action.word()));
    policy.contentMode().ifPresent(mode -> lines.add("privacy.content: " + mode.word()));
    if (!policy.requiredAnnotations().isEmpty()) {
      lines.add("requiredAnnotations: " + String.join(", ", policy.requiredAnnotations()));
    }
    for (Demand demand : policy.demands()) {
      lines.add(demand.field() + ": true");
    }
    allowed("provenance.allowedSources", policy.modelSources(), lines);
    for (var list : policy.modelSigners().lists()) {
      lines.add(
          "provenance.allowedSigners: "
              + list.signers().stream().map(AllowedSigner::text).collect(Collectors.joining(", ")));
    }
    allowed("runtime.allowedImages", policy.images(), lines);
    quarantined("NoNewReplicas", policy.quarantine().noNewReplicas(), lines);
    quarantined("ScaleToZero", policy.quarantine().scaleToZero(), lines);
    return lines;
  }

  /** Bounds that can't be compared are all there. */
  private static void kept(Conflict.Kept kept, Retention retention, List<String> lines) {
    bound(kept.field() + ".min", retention.floor().periods(), lines);
    bound(kept.field() + ".max", retention.ceiling().periods(), lines);
  }

  private static void bound(String field, List<CalendarPeriod> periods, List<String> lines) {
    if (!periods.isEmpty()) {
      lines.add(
          field
              + ": "
              + periods.stream().map(CalendarPeriod::text).collect(Collectors.joining(" and ")));
    }
  }

  /** Of a warning nothing is said: it is what happens where no policy asks for more. */
  private static void quarantined(String action, Optional<Duration> after, List<String> lines) {
    after.ifPresent(
        time -> lines.add("quarantine: %s after %s".formatted(action, GoDuration.text(time))));
  }

  private static void allowed(String field, AllowList list, List<String> lines) {
    switch (list) {
      case AllowList.Any() -> {}
      case AllowList.Only(var patterns) ->
          lines.add(
              field
                  + ": "
                  + (patterns.isEmpty()
                      ? "nothing"
                      : patterns.stream()
                          .map(NamePattern::text)
                          .collect(Collectors.joining(", "))));
    }
  }
}
