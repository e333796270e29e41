package dev.steward.operator.policy;

import dev.steward.api.v1alpha1.DataDemands;
import dev.steward.api.v1alpha1.GoDuration;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.PolicyDemands;
import dev.steward.core.check.Checked;
import dev.steward.core.policy.AllowList;
import dev.steward.core.policy.AllowedSigner;
import dev.steward.core.policy.AllowedSigners;
import dev.steward.core.policy.Demand;
import dev.steward.core.policy.GoverningPolicy;
import dev.steward.core.policy.NamePattern;
import dev.steward.core.policy.Policy;
import dev.steward.core.policy.Quarantine;
import dev.steward.core.policy.Retention;
import io.fabric8.kubernetes.api.model.HasMetadata;
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
      add(demands, Demand.MODEL_SIGNATURE, provenance.signature());
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
    return DataDemands.of(stated.retention(), stated.audit(), stated.privacy())
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
                    allowed(runtime == null ? null : runtime.allowedImages()))
                .withModelSigners(signers(provenance == null ? null : provenance.allowedSigners()))
                .withQuarantine(quarantine(stated.quarantine())));
  }

  /** What a ModelService or an InferenceTask states of its data; empty where that isn't there. */
  static Optional<GoverningPolicy> statedBy(HasMetadata object) {
    return switch (object) {
      case ModelService service -> DataDemands.statedBy(service);
      case InferenceTask task -> DataDemands.statedBy(task);
      default -> Optional.empty();
    };
  }

  private static <T> T readable(Checked<T> read) {
    return read.orThrow(violation -> new IllegalArgumentException(violation.message()));
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

  private static AllowedSigners signers(@Nullable List<PolicyDemands.AllowedSigner> stated) {
    return stated == null
        ? AllowedSigners.ANYBODY
        : AllowedSigners.only(
            stated.stream().map(signer -> AllowedSigner.of(signer.fields())).toList());
  }

  private static AllowList allowed(@Nullable List<String> patterns) {
    return patterns == null
        ? AllowList.any()
        : new AllowList.Only(patterns.stream().map(NamePattern::new).toList());
  }
}
