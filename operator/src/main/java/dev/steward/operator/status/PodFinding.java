package dev.steward.operator.status;

import dev.steward.core.model.ModelUri;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodTrouble;
import dev.steward.operator.plan.AcceleratorSettings.Driver;
import dev.steward.operator.plan.AcceleratorSettings.Plugin;
import dev.steward.operator.plan.NodeFacts;
import dev.steward.operator.plan.Rollout.Phase;
import dev.steward.protocol.config.LastWordsJson;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a pod's trouble means for its service, in words. */
final class PodFinding {

  /** Nodes that a message names; of more it gives the number. */
  private static final int NODES_NAMED = 5;

  /** Of a crashed process' output, the end is what tells. */
  private static final int OUTPUT_SHOWN = 600;

  private PodFinding() {}

  static Optional<Finding> of(PodFacts pod, Situation situation) {
    return pod.trouble()
        .flatMap(trouble ->
            switch (trouble) {
              case PodTrouble.Unschedulable unschedulable ->
                  unschedulable(pod, unschedulable, situation);
              case PodTrouble.ImageUnavailable unavailable ->
                  Optional.of(unpulled(unavailable, situation));
              case PodTrouble.ContainerRefused(var reason, var message) ->
                  Optional.of(
                      new Finding(
                          Reason.ContainerRefused,
                          "The node can't make the container of pod %s (%s): %s"
                              .formatted(pod.name(), reason, message)));
              case PodTrouble.Ended ended -> Optional.of(ended(pod, ended, situation));
              case PodTrouble.Failed(var reason, var message) ->
                  Optional.of(
                      new Finding(
                          Reason.PodFailed,
                          "Pod %s was ended by its node (%s): %s"
                              .formatted(pod.name(), reason, message)));
            });
  }

  /** The kubelet says of the container alone that it waits; which image for, its words hold. */
  private static Finding unpulled(PodTrouble.ImageUnavailable trouble, Situation situation) {
    return situation.settings().runtime().uri() instanceof ModelUri.Image model
            && trouble.message().contains(model.reference())
        ? new Finding(
            Reason.ModelImageUnavailable,
            "spec.model.uri: \"%s\" can't be pulled: %s"
                .formatted(model.reference(), trouble.message()))
        : new Finding(
            Reason.ImageUnavailable,
            "spec.runtime.image: \"%s\" can't be pulled: %s"
                .formatted(trouble.image(), trouble.message()));
  }

  private static Optional<Finding> unschedulable(
      PodFacts pod, PodTrouble.Unschedulable trouble, Situation situation) {
    switch (situation.plan().rollout().phase()) {
      case Phase.Swapping swapping -> {
        return Optional.empty();
      }
      case Phase.AwaitingCapacity awaiting -> {
        return Optional.empty();
      }
      case Phase.Settled settled -> {}
      case Phase.Vacating vacating -> {}
      case Phase.Replacing replacing -> {}
      case Phase.Retiring retiring -> {}
    }
    for (var needed : situation.settings().claims().entrySet()) {
      var found = ofClaim(needed.getKey(), needed.getValue(), trouble, situation);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.of(
        new Finding(
            Reason.Unschedulable,
            "No node takes pod %s: %sThe scheduler says: %s"
                .formatted(pod.name(), asked(situation), withoutPreemption(trouble.message()))));
  }

  private static Optional<Finding> ofClaim(
      String claim, String field, PodTrouble.Unschedulable trouble, Situation situation) {
    if (trouble.message().contains("persistentvolumeclaim \"" + claim + "\" not found")) {
      return Optional.of(
          new Finding(
              Reason.VolumeMissing,
              "%s: there is no PersistentVolumeClaim \"%s\" in namespace %s; create it or correct the %s."
                  .formatted(
                      field,
                      claim,
                      situation.settings().service().namespace(),
                      field.endsWith("uri") ? "address" : "name")));
    }
    if (trouble.message().contains("unbound immediate PersistentVolumeClaims")) {
      return Optional.of(
          new Finding(
              Reason.VolumeUnbound,
              "%s: the PersistentVolumeClaim \"%s\" has no volume; see kubectl describe pvc %s."
                  .formatted(field, claim, claim)));
    }
    return Optional.empty();
  }

  /** What {@link Reason#AwaitingCapacity} says. */
  static String awaiting(Situation situation, String resource) {
    return "Revision %s needs %s, which the service's only %s holds: %sAdd a node or free the resource, or scale the service to 0 and back to replace it with an interruption."
        .formatted(situation.revision(), resource, situation.one(), asked(situation));
  }

  /** What the pod asks for and what the nodes have, as far as it is about GPUs. */
  private static String asked(Situation situation) {
    return asked("it asks", situation);
  }

  static String asked(String subject, Situation situation) {
    return situation
        .settings()
        .accelerator()
        .map(accelerator ->
            switch (accelerator.source()) {
              case Plugin plugin ->
                  "%s for %d %s%s; %s. "
                      .formatted(
                          subject,
                          accelerator.number(),
                          plugin.resource(),
                          kind(plugin),
                          offers(plugin, situation.observed().nodes()));
              case Driver(var deviceClass, var selectors) ->
                  "%s for %d devices of class %s%s. "
                      .formatted(
                          subject,
                          accelerator.number(),
                          deviceClass,
                          selectors.isEmpty()
                              ? ""
                              : " that meet " + String.join(" and ", selectors));
            })
        .orElse("");
  }

  private static String kind(Plugin plugin) {
    var products =
        plugin.products().isEmpty() ? "" : " of product " + String.join(" or ", plugin.products());
    return plugin.minMemoryMib().isPresent()
        ? products + " with at least " + plugin.minMemoryMib().getAsLong() + " MiB"
        : products;
  }

  private static String offers(Plugin plugin, Optional<List<NodeFacts>> seen) {
    var resource = plugin.resource();
    if (seen.isEmpty()) {
      return "what the nodes have isn't visible to this installation";
    }
    var nodes = seen.get();
    var having =
        nodes.stream()
            .filter(node -> amount(node, resource).signum() > 0)
            .sorted(
                Comparator.comparing((NodeFacts node) -> amount(node, resource))
                    .reversed()
                    .thenComparing(NodeFacts::name))
            .toList();
    if (having.isEmpty()) {
      return "none of the %d nodes has any".formatted(nodes.size());
    }
    var named =
        having.stream()
            .limit(NODES_NAMED)
            .map(node ->
                node.name() + " has " + amount(node, resource).toPlainString() + label(node))
            .collect(Collectors.joining(", "));
    return having.size() > NODES_NAMED
        ? named + " and %d more nodes have some".formatted(having.size() - NODES_NAMED)
        : named + without(nodes.size() - having.size());
  }

  private static String without(int nodes) {
    return nodes == 0 ? "" : ", %d without".formatted(nodes);
  }

  private static String label(NodeFacts node) {
    var words =
        Stream.concat(
                node.product().stream(), node.memoryMib().map(memory -> memory + " MiB").stream())
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? "" : " (" + words + ")";
  }

  private static BigDecimal amount(NodeFacts node, String resource) {
    var text = node.allocatable().get(resource);
    return text == null ? BigDecimal.ZERO : new Quantity(text).getNumericalAmount();
  }

  /** The scheduler's last sentence, about preemption, says the same again. */
  static String withoutPreemption(String message) {
    var preemption = message.indexOf(" preemption:");
    if (preemption < 0) {
      return message;
    }
    var sentence = message.lastIndexOf(". ", preemption);
    return message.substring(0, sentence < 0 ? preemption : sentence + 1);
  }

  private static Finding ended(PodFacts pod, PodTrouble.Ended ended, Situation situation) {
    var words = LastWordsJson.read(ended.lastOutput().strip());
    if (words.isPresent()) {
      var finding =
          new Finding(
              Reason.of(words.get().code()),
              "Pod %s: %s".formatted(pod.name(), words.get().message()));
      return finding.reason() == Reason.DownloadFailed ? withArrival(finding, situation) : finding;
    }
    if (ended.reason().equals("OOMKilled")) {
      return new Finding(
          Reason.OutOfMemory,
          "Pod %s was killed at its memory limit of %s; raise spec.runtime.resources.limits.memory."
              .formatted(pod.name(), situation.settings().resources().limits().get("memory")));
    }
    return new Finding(
        Reason.RuntimeCrashed,
        "The runtime of pod %s ended with exit code %d%s"
            .formatted(pod.name(), ended.exitCode(), output(ended.lastOutput().strip())));
  }

  /** It is tried again: how far that is, or what it will begin with. */
  private static Finding withArrival(Finding finding, Situation situation) {
    return ModelArrival.of(situation)
        .flatMap(ModelArrival::words)
        .map(words -> finding.with("It is tried again: " + words + "."))
        .orElse(finding);
  }

  private static String output(String output) {
    if (output.isEmpty()) {
      return " and no last words; see kubectl logs --previous.";
    }
    var start = Math.max(0, output.length() - OUTPUT_SHOWN);
    return "; its last words: " + (start == 0 ? "" : "…") + output.substring(start);
  }
}
