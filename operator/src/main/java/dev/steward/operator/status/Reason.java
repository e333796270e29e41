package dev.steward.operator.status;

import dev.steward.core.error.ErrorCode;

/** Why a condition is as it is; docs/reference/conditions.md is made from this list. */
public enum Reason {
  Serving(
      Kind.READY,
      "Every pod that is asked for answers, and the gateways lead to them.",
      "Nothing."),
  ScaledToZero(
      Kind.READY,
      "`spec.scaling.replicas` is 0: the service is kept, and nothing runs.",
      "Scale it up to get answers: `kubectl scale modelservice NAME --replicas=1`."),

  Inspecting(
      Kind.PROGRESS,
      "A pod reads the model's layers, weights and shapes, which the plan of its pods depends on.",
      "Wait. Where it doesn't end, `kubectl describe pod` of the one named in the message."),
  Starting(Kind.PROGRESS, "The pods are being made, or load the model.", "Wait."),
  RollingOut(
      Kind.PROGRESS,
      "The pods of a changed spec start; those of the old one serve until they are ready.",
      "Wait."),
  AwaitingCapacity(
      Kind.PROGRESS,
      "The changed spec needs a resource that the service's only pod holds. That pod serves on.",
      "Add a node or free the resource. Or accept an interruption: scale the service to 0 and back."),
  Unschedulable(
      Kind.PROGRESS,
      "No node takes a pod. The message has what it asks for, what the nodes have, and the"
          + " scheduler's words.",
      "Add such a node, free one, or ask for less."),
  AwaitingTurn(
      Kind.PROGRESS,
      "Another group that needs the same resource is being placed. One is at a time, so that two never"
          + " hold half of what they need.",
      "Wait: a group that finds no place within a minute gives back what it got."),
  GroupNotPlaced(
      Kind.PROGRESS,
      "There was no place for all pods of a group at once, so it gave back what it had. It is tried"
          + " again after a growing pause of 10 s to 5 min.",
      "Add nodes, free some, or ask for less."),
  GroupRestarting(
      Kind.PROGRESS,
      "A pod of a group failed or left, so all its pods are replaced. After a second failure the"
          + " next try waits 10 s, and twice as long after each further one up to 5 min.",
      "Wait; if it happens again, do as the failure's own words say. `status.groups` keeps them."),
  CertificatePending(
      Kind.PROGRESS,
      "cert-manager hasn't issued the pods' certificate, without which they can't start. The message"
          + " has its words.",
      "Wait; if it stays, see `kubectl describe certificate` and the issuer that it names."),
  VolumeUnbound(
      Kind.PROGRESS,
      "The PersistentVolumeClaim of `spec.model.uri` has no volume yet.",
      "See `kubectl describe pvc`: often a StorageClass is missing or has no volume left."),
  DownloadFailed(
      Kind.PROGRESS,
      "The model couldn't be brought from its address. It is tried again.",
      "Check that `spec.model.uri` can be reached from the cluster."),
  NoGateway(
      Kind.PROGRESS,
      "No gateway is ready, so nothing leads to the pods.",
      "Look at the pods labelled `app.kubernetes.io/component=gateway` in Steward's namespace."),
  GatewaysBarred(
      Kind.PROGRESS,
      "No gateway runs the policies that were written for the service, and one that denies may not"
          + " be answered past: nothing leads to the pods. `PolicyRunning` names the gateways.",
      "Look at the gateways' logs: whether they see the API server, and can read what the operator"
          + " writes. A gateway is back as soon as it runs them."),
  Clearing(
      Kind.PROGRESS,
      "Objects of a deleted service of the same name are still being removed.",
      "Wait."),

  InvalidSpec(
      Kind.STALLED,
      "The spec holds something that the schema can't refuse. What ran before runs on.",
      "Change the field that the message names."),
  NameInUse(
      Kind.STALLED,
      "An object that the service needs exists already and isn't Steward's. It is left alone.",
      "Rename the ModelService or remove the object."),
  HostnameInUse(
      Kind.STALLED,
      "Another service has the name of `spec.exposure.hostname`. The service answers at its own"
          + " address.",
      "Use another name, or remove it from the other service."),
  ObjectRefused(
      Kind.STALLED,
      "The API server refused an object: a quota, an admission policy, or a value it doesn't take.",
      "Do as its message says."),
  PodsRefused(
      Kind.STALLED,
      "The API server refused the pods: a quota, Pod Security, or a missing PriorityClass.",
      "Do as its message says."),
  PortsExhausted(
      Kind.STALLED,
      "All ports of the gateways are taken by services.",
      "Remove services: one installation of Steward serves at most 10,000."),
  PolicyViolated(
      Kind.STALLED,
      "It breaks a policy that denies, and nothing is made of it. `PolicyCompliant` has the same"
          + " message.",
      "Correct the field that the message names."),
  Quarantined(
      Kind.STALLED,
      "It breaks a policy that is newer than it, so it gets less than its spec asks for.",
      "Correct the field that the message names: it is released at once."),
  ImageVolumesUnavailable(
      Kind.STALLED,
      "`spec.model.uri` is an `image://` address, and the cluster's API server leaves volumes of images"
          + " out of pods: its feature gate ImageVolume is off. No pod was made.",
      "Use `oci://` with the same image, whose layers the pods download, or turn the gate on"
          + " (Kubernetes 1.35 has it on by itself); it is looked at again every 10 s."),
  VolumeMissing(
      Kind.STALLED,
      "The PersistentVolumeClaim of `spec.model.uri` doesn't exist in the service's namespace.",
      "Create it, or correct the address."),
  ImageUnavailable(
      Kind.STALLED,
      "The runtime's image can't be pulled.",
      "Check `spec.runtime.image`, the registry and the nodes' access to it."),
  ModelImageUnavailable(
      Kind.STALLED,
      "The image of an `image://` address can't be pulled.",
      "Check `spec.model.uri`, the registry, `spec.model.secretRef` and the nodes' access to it."),
  ContainerRefused(
      Kind.STALLED, "A node can't make the pod's container.", "Do as the node's message says."),
  PodFailed(
      Kind.STALLED,
      "A node ended or refused a pod: it was evicted, or the node hadn't what it promised.",
      "Do as the node's message says; often the node lacks disk or memory."),
  GroupFailed(
      Kind.STALLED,
      "A group failed six times in a row and isn't started again. It holds no GPU. The message has the"
          + " last words of the last failure.",
      "Change the spec to what would work, or delete the group's StatefulSet to have it tried again."),
  RuntimeMisconfigured(
      Kind.STALLED,
      "The runtime can't read its configuration.",
      "Check that `spec.runtime.image` is a runtime of this version of Steward."),
  ModelMissing(
      Kind.STALLED,
      "There is no model at `spec.model.uri`.",
      "Put it there, or correct the address."),
  DigestMismatch(
      Kind.STALLED,
      "The model's bytes aren't those of `spec.model.digest`. It wasn't loaded.",
      "Correct the digest if the model was meant to change; else find out who changed it."),
  SignatureInvalid(
      Kind.STALLED,
      "The model isn't signed as `spec.model.signature` demands, or not all of its files are. It wasn't"
          + " loaded.",
      "Do as the message says: sign the model again if it was meant to change; else find out who"
          + " changed it."),
  ModelCorrupt(
      Kind.STALLED, "The model's files can't be read as a model.", "Upload the model again."),
  ModelUnsuitable(
      Kind.STALLED,
      "The model isn't one that `spec.model.task` can use.",
      "Use another task, or add what the message names, such as tokenizer.json."),
  GpuUnusable(
      Kind.STALLED,
      "The pod asks for a GPU, and its runtime can't compute on it: the container sees none, the"
          + " driver is too old, or libraries are missing.",
      "Do as the message says; often `spec.accelerator.runtimeClassName` is missing."),
  OutOfMemory(
      Kind.STALLED,
      "The model needs more memory than the pod gets.",
      "Raise `spec.runtime.resources.limits.memory`."),
  DiskFull(
      Kind.STALLED,
      "The model is larger than the pod's disk.",
      "Raise `spec.runtime.resources.limits.ephemeral-storage`."),
  RuntimeCrashed(
      Kind.STALLED,
      "The runtime's process ended. The message has its last words.",
      "See `kubectl logs` with `--previous` for the whole of it.");

  /** What a reason says of the service. */
  public enum Kind {
    /** It is as asked for. */
    READY,
    /** It will be, or may be, without its owner's help. */
    PROGRESS,
    /** It won't be until someone changes something. */
    STALLED
  }

  private final Kind kind;
  private final String meaning;
  private final String remedy;

  Reason(Kind kind, String meaning, String remedy) {
    this.kind = kind;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** What it says of the service. */
  public Kind kind() {
    return kind;
  }

  /** What it means, in a sentence or two of Markdown. */
  public String meaning() {
    return meaning;
  }

  /** What to do, in a sentence or two of Markdown. */
  public String remedy() {
    return remedy;
  }

  /** The reason for a runtime that gave up with {@code code}. */
  static Reason of(ErrorCode code) {
    return switch (code) {
      case INVALID_CONFIG -> RuntimeMisconfigured;
      case MODEL_MISSING -> ModelMissing;
      case DOWNLOAD_FAILED -> DownloadFailed;
      case DIGEST_MISMATCH -> DigestMismatch;
      case SIGNATURE_INVALID -> SignatureInvalid;
      case MODEL_CORRUPT -> ModelCorrupt;
      case MODEL_UNSUITABLE -> ModelUnsuitable;
      case GPU_UNUSABLE -> GpuUnusable;
      case OUT_OF_MEMORY -> OutOfMemory;
      case DISK_FULL -> DiskFull;
      // Errors of requests end no process.
      case INVALID_REQUEST,
          INVALID_TENSOR,
          NOT_OVER_HTTP,
          CONTROL_DENIED,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          REQUEST_TIMEOUT,
          AMBIGUOUS_MODEL,
          TASK_CONFLICT,
          NOT_FINISHED,
          REQUEST_TOO_LARGE,
          UNSUPPORTED_MEDIA_TYPE,
          UNREADABLE_IMAGE,
          QUEUE_FULL,
          HEADERS_TOO_LARGE,
          INTERNAL,
          BAD_REPLICA,
          CANNOT_AGGREGATE,
          NO_REPLICA,
          TASKS_UNAVAILABLE,
          TASK_UNKNOWN,
          UNRECORDED,
          POLICY_VIOLATION,
          POLICY_BEHIND,
          STOPPING,
          DEADLINE_EXCEEDED ->
          RuntimeCrashed;
    };
  }
}
