package dev.steward.operator.reconcile;

import dev.steward.operator.evidence.AuditSettings;
import dev.steward.operator.observe.Caches.Scope;
import dev.steward.operator.plan.TracingSettings;
import dev.steward.operator.task.TaskSettings;
import dev.steward.operator.trust.IssuerReference;
import java.time.Duration;
import java.util.Optional;

/**
 * What an operator is told.
 *
 * @param namespace Steward's own: the gateways, the ServingConfigs and the lease
 * @param identity this process, among the operators
 * @param watched the one namespace whose services it reconciles; empty: all
 * @param runtimeImage image of revisions made from now on
 * @param cudaImage that of those which ask for NVIDIA's GPUs; empty: they get the other
 * @param tasks what holds for all tasks
 * @param workers services that are reconciled at the same time
 * @param lease how leadership passes on
 * @param audit whose the keys of the evidence logs are
 * @param certManager which of its issuers signs; empty: the installation's own CA does
 * @param tracing where pods of revisions made from now on tell of requests; empty: nowhere
 */
public record OperatorSettings(
    String namespace,
    String identity,
    Optional<String> watched,
    String runtimeImage,
    Optional<String> cudaImage,
    TaskSettings tasks,
    int workers,
    Lease lease,
    AuditSettings audit,
    Optional<IssuerReference> certManager,
    Optional<TracingSettings> tracing) {

  /** One whose credentials are of the installation's own CA. */
  public OperatorSettings(
      String namespace,
      String identity,
      Optional<String> watched,
      String runtimeImage,
      TaskSettings tasks,
      int workers,
      Lease lease,
      AuditSettings audit) {
    this(
        namespace,
        identity,
        watched,
        runtimeImage,
        Optional.empty(),
        tasks,
        workers,
        lease,
        audit,
        Optional.empty(),
        Optional.empty());
  }

  /** The same with credentials by an issuer of cert-manager's. */
  public OperatorSettings withCertManager(IssuerReference issuer) {
    return new OperatorSettings(
        namespace,
        identity,
        watched,
        runtimeImage,
        cudaImage,
        tasks,
        workers,
        lease,
        audit,
        Optional.of(issuer),
        tracing);
  }

  /** The same with pods that tell of requests, and workers that tell of tasks. */
  public OperatorSettings withTracing(TracingSettings told) {
    return new OperatorSettings(
        namespace,
        identity,
        watched,
        runtimeImage,
        cudaImage,
        tasks.withTracing(told),
        workers,
        lease,
        audit,
        certManager,
        Optional.of(told));
  }

  /** The same with an image for GPUs. */
  public OperatorSettings withCudaImage(Optional<String> image) {
    return new OperatorSettings(
        namespace,
        identity,
        watched,
        runtimeImage,
        image,
        tasks,
        workers,
        lease,
        audit,
        certManager,
        tracing);
  }

  /** What it may see. */
  Scope scope() {
    return watched.isPresent() ? Scope.NAMESPACE : Scope.CLUSTER;
  }

  /**
   * How leadership passes on.
   *
   * @param duration how long a leader that is gone without a word is waited for
   * @param renewDeadline how long a leader may fail to renew before it gives up; less than {@code
   *     duration}
   * @param retryPeriod how often a leader renews and a follower asks; less than {@code
   *     renewDeadline}
   */
  public record Lease(Duration duration, Duration renewDeadline, Duration retryPeriod) {
    public static Lease defaults() {
      return new Lease(Duration.ofSeconds(10), Duration.ofSeconds(7), Duration.ofSeconds(2));
    }
  }
}
