package dev.steward.operator.policy;

import dev.steward.api.v1alpha1.GoDuration;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.PolicyDemands;
import dev.steward.core.check.Checked;
import dev.steward.core.policy.AllowList;
import dev.steward.core.policy.AuditFailure;
import dev.steward.core.policy.CalendarPeriod;
import dev.steward.core.policy.Ceiling;
import dev.steward.core.policy.ContentMode;
import dev.steward.core.policy.Demand;
import dev.steward.core.policy.Floor;
import dev.steward.core.policy.GoverningPolicy;
import dev.steward.core.policy.NamePattern;
import dev.steward.core.policy.Policy;
import dev.steward.core.policy.PolicySource;
import dev.steward.core.policy.Quarantine;
import dev.steward.core.policy.Retention;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stored fields demand. They are as the API server takes them; others are refused loudly. */
final class Demands {

  private Demands() {}

  /** Of a policy. */
  static Policy of(PolicyDemands stated) {
    var demands = new ArrayList<Demand>();
    var provenance = stated.provenance();
    if (provenance != null) {
      add(demands, Demand.MODEL_DIGEST, provenance.digest());
    }
    var runtime = stated.runtime();
    if (runtime != null) {
      add(demands, Demand.NO_EXEC, runtime.denyExec());
    }
    var declarations = stated.declarations();
    if (declarations != null) {
      add(demands, Demand.PURPOSE, declarations.purpose());
      add(demands, Demand.LEGAL_BASIS, declarations.legalBasis());
      add(demands, Demand.DATA_CLASS, declarations.dataClass());
    }
    return ofData(stated.retention(), stated.audit(), stated.privacy())
        .meet(
            new Policy(
                Retention.FREE,
                Retention.FREE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Objects.requireNonNullElse(stated.requiredAnnotations(), List.of()),
                demands,
                allowed(provenance == null ? null : provenance.allowedSources()),
                allowed(runtime == null ? null : runtime.allowedImages()),
                quarantine(stated.quarantine())));
  }

  /**
   * What a ModelService states of its data; empty where that isn't there. It holds as strictly as
   * anything, and can only add.
   */
  static Optional<GoverningPolicy> statedBy(HasMetadata object) {
    return object instanceof ModelService service && service.getSpec() != null
        ? Optional.ofNullable(service.getSpec().compliance())
            .map(said -> ofData(said.retention(), said.audit(), said.privacy()))
            .filter(policy -> !policy.equals(Policy.UNRESTRICTED))
            .map(policy -> GoverningPolicy.stated(source(service.getMetadata()), policy))
        : Optional.empty();
  }

  private static PolicySource source(ObjectMeta service) {
    return new PolicySource.OfService(
        Objects.toString(service.getNamespace(), ""), service.getName());
  }

  private static Policy ofData(
      PolicyDemands.@Nullable Retention retention,
      PolicyDemands.@Nullable Audit audit,
      PolicyDemands.@Nullable Privacy privacy) {
    var kept = Optional.ofNullable(retention);
    return new Policy(
        kept(kept.map(PolicyDemands.Retention::auditRecord)),
        kept(kept.map(PolicyDemands.Retention::content)),
        kept.map(PolicyDemands.Retention::purgeSlo).map(Demands::duration),
        Optional.ofNullable(audit).map(PolicyDemands.Audit::onFailure).map(Demands::failure),
        Optional.ofNullable(privacy).map(PolicyDemands.Privacy::content).map(Demands::mode),
        List.of(),
        List.of(),
        AllowList.any(),
        AllowList.any());
  }

  private static Retention kept(Optional<PolicyDemands.Kept> bounds) {
    return new Retention(
        bounds
            .map(PolicyDemands.Kept::min)
            .map(text -> Floor.of(period("min", text)))
            .orElse(Floor.NONE),
        bounds
            .map(PolicyDemands.Kept::max)
            .map(text -> Ceiling.of(period("max", text)))
            .orElse(Ceiling.NONE));
  }

  private static CalendarPeriod period(String field, String text) {
    return readable(CalendarPeriod.parse("retention: " + field, text));
  }

  private static Duration duration(String text) {
    return readable(GoDuration.parse("retention.purgeSlo", text));
  }

  private static <T> T readable(Checked<T> read) {
    return read.orThrow(violation -> new IllegalArgumentException(violation.message()));
  }

  private static AuditFailure failure(PolicyDemands.OnFailure action) {
    return switch (action) {
      case FailClosed -> AuditFailure.FAIL_CLOSED;
      case FailOpen -> AuditFailure.FAIL_OPEN;
    };
  }

  private static ContentMode mode(PolicyDemands.Content content) {
    return switch (content) {
      case None -> ContentMode.NONE;
      case Encrypted -> ContentMode.ENCRYPTED;
    };
  }

  private static Quarantine quarantine(PolicyDemands.@Nullable Quarantine stored) {
    if (stored == null) {
      return Quarantine.NONE;
    }
    var after =
        Optional.ofNullable(stored.after())
            .map(text -> readable(GoDuration.parse("quarantine.after", text)))
            .orElse(Quarantine.DEFAULT_GRACE);
    return Quarantine.of(
        switch (stored.action()) {
          case Warn -> Quarantine.Action.WARN;
          case NoNewReplicas -> Quarantine.Action.NO_NEW_REPLICAS;
          case ScaleToZero -> Quarantine.Action.SCALE_TO_ZERO;
        },
        after);
  }

  private static void add(List<Demand> demands, Demand demand, @Nullable Boolean asked) {
    if (Boolean.TRUE.equals(asked)) {
      demands.add(demand);
    }
  }

  private static AllowList allowed(@Nullable List<String> patterns) {
    return patterns == null
        ? AllowList.any()
        : new AllowList.Only(patterns.stream().map(NamePattern::new).toList());
  }
}
