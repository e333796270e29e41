package dev.steward.operator.status;

import dev.steward.core.model.ModelUri;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.size.Sizing;
import dev.steward.operator.group.Member;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.plan.Inspection;
import dev.steward.operator.plan.RevisionState;
import dev.steward.operator.plan.Rollout.Phase;
import dev.steward.operator.plan.ScalingSettings;
import dev.steward.operator.policy.PolicyConditions;
import dev.steward.operator.trust.CertificateResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds why a service is as it is: the first finding of a list, the most telling first. What its
 * owner must do stands before what time may mend, and what a pod says before what is only counted.
 */
final class Diagnosis {

  private static final List<Function<Situation, Optional<Finding>>> FINDINGS =
      List.of(
          Diagnosis::nameInUse,
          Diagnosis::withoutImageVolume,
          Diagnosis::refused,
          Diagnosis::leaving,
          Diagnosis::quarantined,
          Diagnosis::impossible,
          Diagnosis::inspecting,
          Diagnosis::podsRefused,
          GroupFinding::givenUp,
          Diagnosis::podTrouble,
          GroupFinding::heldBack,
          Diagnosis::hostnameInUse,
          Diagnosis::certificatePending,
          Diagnosis::starting,
          Diagnosis::noGateway,
          Diagnosis::routing);

  private Diagnosis() {}

  /** The finding; one of kind READY if nothing keeps the service from it. */
  static Finding of(Situation situation) {
    var finding =
        FINDINGS.stream()
            .map(find -> find.apply(situation))
            .flatMap(Optional::stream)
            .findFirst()
            .orElseGet(() -> asAskedFor(situation));
    if (finding.reason() == Reason.Serving) {
      return situation.plan().notice().map(finding::with).orElse(finding);
    }
    return situation
        .oldServing()
        .filter(old -> finding.reason().kind() != Reason.Kind.READY)
        .map(old -> finding.with("Meanwhile revision " + old + " serves."))
        .orElse(finding);
  }

  private static Finding asAskedFor(Situation situation) {
    return situation.wanted() == 0
        ? new Finding(
            Reason.ScaledToZero,
            switch (situation.settings().scaling()) {
              case ScalingSettings.Builtin builtin ->
                  "Nobody asks; the next request starts a %s and waits for it."
                      .formatted(situation.one());
              case ScalingSettings.External external ->
                  "spec.scaling.replicas is 0; raise it to get answers.";
              case ScalingSettings.Fixed fixed ->
                  "spec.scaling.replicas is 0; raise it to get answers.";
            })
        : new Finding(
            Reason.Serving,
            "%d of %d %ss answer."
                .formatted(situation.ready(), situation.wanted(), situation.one()));
  }

  private static Optional<Finding> nameInUse(Situation situation) {
    return first(situation, Refusal.NameInUse.class)
        .map(refusal ->
            new Finding(
                Reason.NameInUse,
                "metadata.name: %s exists in the namespace and isn't Steward's; rename the ModelService or remove it."
                    .formatted(refusal.object())));
  }

  private static Optional<Finding> impossible(Situation situation) {
    return situation
        .plan()
        .obstacle()
        .map(violation ->
            new Finding(
                situation.plan().sizing().orElse(null)
                            instanceof Sizing.Impossible(var cause, var reason, var lines)
                        && cause == Sizing.Cause.SUPPLY
                    ? Reason.Unschedulable
                    : Reason.InvalidSpec,
                violation.message()));
  }

  private static Optional<Finding> quarantined(Situation situation) {
    return situation.plan().isWithheld()
        ? Optional.of(
            new Finding(
                Reason.Quarantined,
                "%d of %d %ss may run: %s"
                    .formatted(
                        situation.plan().rollout().replicas().values().stream()
                            .mapToInt(replicas -> replicas)
                            .sum(),
                        situation.plan().asked(),
                        situation.one(),
                        PolicyConditions.why(situation.observed().ruling()))))
        : Optional.empty();
  }

  private static Optional<Finding> leaving(Situation situation) {
    return first(situation, Refusal.Leaving.class)
        .map(refusal ->
            new Finding(
                Reason.Clearing,
                "%s of a deleted service of this name is still being removed."
                    .formatted(refusal.object())));
  }

  private static Optional<Finding> withoutImageVolume(Situation situation) {
    return first(situation, Refusal.WithoutImageVolume.class)
        .map(refusal ->
            new Finding(
                Reason.ImageVolumesUnavailable,
                "spec.model.uri: the API server leaves the image's volume out of %s; use %s, whose folder /models pods download, or turn on the cluster's feature gate ImageVolume."
                    .formatted(
                        refusal.object(),
                        situation.settings().runtime().uri() instanceof ModelUri.Image model
                            ? model.image().text()
                            : "oci://")));
  }

  private static Optional<Finding> refused(Situation situation) {
    return first(situation, Refusal.Refused.class)
        .map(refusal ->
            new Finding(
                Reason.ObjectRefused,
                "The API server refused %s: %s".formatted(refusal.object(), refusal.message())));
  }

  private static <T extends Refusal> Optional<T> first(Situation situation, Class<T> kind) {
    return situation.refusals().stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** While the facts are missing that pods are planned by, nothing of the pods is to be told. */
  private static Optional<Finding> inspecting(Situation situation) {
    return switch (situation.plan().inspection()) {
      case Inspection.Unneeded unneeded -> Optional.empty();
      case Inspection.Stored stored -> Optional.empty();
      case Inspection.Found found -> Optional.empty();
      case Inspection.Reading(var key, var number) ->
          Optional.of(InspectionFinding.reading(situation, key, number));
      case Inspection.Paused(var key, var number, var until) ->
          Optional.of(InspectionFinding.of(situation, key, number));
    };
  }

  /** A ReplicaSet that may not make pods says so in its Deployment. */
  private static Optional<Finding> podsRefused(Situation situation) {
    return situation.observed().owned(Deployment.class).stream()
        .filter(deployment -> RevisionState.revisionOf(deployment).equals(situation.revision()))
        .filter(deployment -> deployment.getStatus() != null)
        .flatMap(deployment -> deployment.getStatus().getConditions().stream())
        .filter(condition ->
            condition.getType().equals("ReplicaFailure") && condition.getStatus().equals("True"))
        .findFirst()
        .map(condition ->
            new Finding(
                Reason.PodsRefused,
                "The API server refused a pod: "
                    + Objects.requireNonNullElse(condition.getMessage(), "no reason given")));
  }

  private static Optional<Finding> podTrouble(Situation situation) {
    if (situation.ready() >= situation.wanted()) {
      return Optional.empty();
    }
    var pods = situation.currentPods();
    return pods.stream()
        // What ends a member restarts its group, which tells it.
        .filter(pod -> pod.member().flatMap(Member::failure).isEmpty())
        .filter(pod -> !situation.isWithdrawn(pod))
        .map(pod -> PodFinding.of(pod, situation))
        .flatMap(Optional::stream)
        // A pod that its node ended is replaced: what the others say is newer.
        .sorted((a, b) -> Boolean.compare(isOld(a), isOld(b)))
        .findFirst();
  }

  private static boolean isOld(Finding finding) {
    return finding.reason() == Reason.PodFailed;
  }

  private static Optional<Finding> hostnameInUse(Situation situation) {
    return situation
        .observed()
        .hostnameHolder()
        .map(holder ->
            new Finding(
                Reason.HostnameInUse,
                "spec.exposure.hostname: \"%s\" belongs to another service%s; use another name."
                    .formatted(
                        situation.settings().hostname().orElse(""), where(holder, situation))));
  }

  /** Which services other namespaces have isn't this one's to know. */
  private static String where(ServiceId holder, Situation situation) {
    return holder.namespace().equals(situation.settings().service().namespace())
        ? ", " + holder.name()
        : " of another namespace";
  }

  /** Pods wait for their Secret, and no kubelet says so in their status. */
  private static Optional<Finding> certificatePending(Situation situation) {
    if (situation.ready() >= situation.wanted()) {
      return Optional.empty();
    }
    return situation.observed().owned(CertificateResource.class).stream()
        .flatMap(certificate ->
            certificate.trouble().stream()
                .map(why ->
                    new Finding(
                        Reason.CertificatePending,
                        "Certificate %s: %s".formatted(certificate.getMetadata().getName(), why))))
        .findFirst();
  }

  private static Optional<Finding> starting(Situation situation) {
    if (situation.ready() >= situation.wanted()) {
      return Optional.empty();
    }
    var count =
        "%d of %d %ss answer".formatted(situation.ready(), situation.wanted(), situation.one());
    var arrival =
        ModelArrival.of(situation)
            .flatMap(ModelArrival::words)
            .map(words -> "; " + words)
            .orElse("");
    return Optional.of(
        switch (situation.plan().rollout().phase()) {
          case Phase.Settled settled -> starting(situation, count, arrival);
          case Phase.Vacating vacating -> starting(situation, count, arrival);
          case Phase.Replacing replacing ->
              new Finding(
                  Reason.RollingOut,
                  "%s of revision %s%s.".formatted(count, situation.revision(), arrival));
          case Phase.Swapping(var old, var resource) ->
              new Finding(
                  Reason.RollingOut,
                  "%s of revision %s; %ss are replaced one by one, because both revisions need %s%s."
                      .formatted(count, situation.revision(), situation.one(), resource, arrival));
          case Phase.AwaitingCapacity(var old, var resource) ->
              new Finding(Reason.AwaitingCapacity, PodFinding.awaiting(situation, resource));
          case Phase.Retiring retiring -> new Finding(Reason.RollingOut, count + ".");
        });
  }

  private static Finding starting(Situation situation, String count, String arrival) {
    return new Finding(
        Reason.Starting,
        count
            + GroupFinding.progress(situation)
                .map(groups -> groups + arrival)
                .orElseGet(() -> arrival.isEmpty() ? running(situation.currentPods()) : arrival)
            + ".");
  }

  private static String running(List<PodFacts> pods) {
    var loading = pods.stream().filter(pod -> pod.state() == PodFacts.State.RUNNING).count();
    return loading == 0 ? "" : "; %d load the model".formatted(loading);
  }

  private static Optional<Finding> noGateway(Situation situation) {
    return switch (situation.routing()) {
      case NO_GATEWAY ->
          situation.wanted() > 0
              ? Optional.of(
                  new Finding(
                      Reason.NoGateway,
                      "No gateway is ready in Steward's namespace, so nothing leads to the pods;"
                          + " look at its pods."))
              : Optional.empty();
      case GATEWAYS_BARRED ->
          Optional.of(
              new Finding(
                  Reason.GatewaysBarred,
                  "No gateway runs the policies that were written for it, so nothing leads to the"
                      + " pods; look at the gateways' logs."));
      case COMPLETE, PENDING -> Optional.empty();
    };
  }

  private static Optional<Finding> routing(Situation situation) {
    return situation.routing() == Situation.Routing.PENDING
        ? Optional.of(
            new Finding(
                situation.oldServing().isPresent() ? Reason.RollingOut : Reason.Starting,
                situation.wanted() == 0
                    ? "The gateways are being told of the service."
                    : "The gateways are being told to lead to revision %s."
                        .formatted(situation.revision())))
        : Optional.empty();
  }
}
