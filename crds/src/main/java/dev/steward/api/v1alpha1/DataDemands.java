package dev.steward.api.v1alpha1;

import dev.steward.core.check.Checked;
import dev.steward.core.policy.AllowList;
import dev.steward.core.policy.AuditFailure;
import dev.steward.core.policy.CalendarPeriod;
import dev.steward.core.policy.Ceiling;
import dev.steward.core.policy.ContentMode;
import dev.steward.core.policy.Floor;
import dev.steward.core.policy.GoverningPolicy;
import dev.steward.core.policy.Policy;
import dev.steward.core.policy.PolicySource;
import dev.steward.core.policy.Retention;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stored fields demand of data: how long it is kept, what happens without a record. They are
 * as the API server takes them; others are refused loudly.
 */
public final class DataDemands {

  private DataDemands() {}

  /** Of such fields, wherever they stand. */
  public static Policy of(
      PolicyDemands.@Nullable Retention retention,
      PolicyDemands.@Nullable Audit audit,
      PolicyDemands.@Nullable Privacy privacy) {
    var kept = Optional.ofNullable(retention);
    return new Policy(
        kept(kept.map(PolicyDemands.Retention::auditRecord)),
        kept(kept.map(PolicyDemands.Retention::content)),
        kept.map(PolicyDemands.Retention::purgeSlo).map(DataDemands::duration),
        Optional.ofNullable(audit).map(PolicyDemands.Audit::onFailure).map(DataDemands::failure),
        Optional.ofNullable(privacy).map(PolicyDemands.Privacy::content).map(DataDemands::mode),
        List.of(),
        List.of(),
        AllowList.any(),
        AllowList.any());
  }

  /**
   * What a service states of its data; empty where that isn't there. It holds as strictly as
   * anything, and can only add.
   */
  public static Optional<GoverningPolicy> statedBy(ModelService service) {
    return service.getSpec() == null
        ? Optional.empty()
        : stated(
            service.getSpec().compliance(),
            new PolicySource.OfService(
                namespace(service.getMetadata()), service.getMetadata().getName()));
  }

  /** What a task states of its items' data; likewise. */
  public static Optional<GoverningPolicy> statedBy(InferenceTask task) {
    return task.getSpec() == null
        ? Optional.empty()
        : stated(
            task.getSpec().compliance(),
            new PolicySource.OfTask(namespace(task.getMetadata()), task.getMetadata().getName()));
  }

  private static Optional<GoverningPolicy> stated(
      @Nullable Compliance compliance, PolicySource source) {
    return Optional.ofNullable(compliance)
        .map(said -> of(said.retention(), said.audit(), said.privacy()))
        .filter(policy -> !policy.equals(Policy.UNRESTRICTED))
        .map(policy -> GoverningPolicy.stated(source, policy));
  }

  private static String namespace(ObjectMeta metadata) {
    return Objects.toString(metadata.getNamespace(), "");
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
}
