package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.operator.policy.Marks;
import dev.steward.operator.reconcile.MarkBudget.Telling;
import dev.steward.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the objects of one service as they are planned: server-side applies what differs, deletes
 * what is no longer wanted. What is as it should be costs no call.
 *
 * <p>An object that isn't in the cache may still exist, without our labels. It is looked up before
 * anything is applied, and if one name is in use nothing is: no half-made service.
 */
final class Applier {

  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final OperatorMetrics metrics;
  private final Completion completion;
  private final AppliedStateMatcher matcher = new AppliedStateMatcher();
  private final AppliedBook book = new AppliedBook();
  private final MarkBudget marks;

  /** Adds to a planned object what no plan can know. */
  @FunctionalInterface
  interface Completion {
    /**
     * The object to apply.
     *
     * @param stored what there is of that name, ours or not
     */
    HasMetadata complete(HasMetadata planned, Optional<HasMetadata> stored);
  }

  Applier(
      KubernetesClient client, OperatorMetrics metrics, MarkBudget marks, Completion completion) {
    this.marks = marks;
    this.client = client;
    this.metrics = metrics;
    this.completion = completion;
  }

  /**
   * Applies {@code desired}.
   *
   * @param owned what the caches know of the service's objects
   * @param now the time
   */
  Applied apply(
      List<HasMetadata> desired,
      List<HasMetadata> owned,
      Context<ModelService> context,
      Instant now) {
    var service = context.getPrimaryResource().getMetadata();
    var pending = new ArrayList<Pending>();
    var marking = new ArrayList<Pending>();
    var refusals = new ArrayList<Refusal>();
    for (var planned : desired) {
      var actual = find(planned, owned).or(() -> lookUp(planned));
      var object = completion.complete(planned, actual);
      var change = new Pending(object, book.drift(service.getUid(), object, actual));
      if (actual.isEmpty()) {
        pending.add(change);
        continue;
      }
      switch (Ownership.of(actual.get(), service)) {
        case OURS -> {
          if (object instanceof Pod) {
            replaceUnlabelled(actual.get(), object);
          } else if (Diversion.of(actual.get(), object)) {
            delete(actual.get());
            pending.add(change);
          } else if (isAsPlanned(actual.get(), object, context)) {
            if (Marks.on(actual.get()).equals(Marks.on(object))) {
              book.note(service.getUid(), object, actual.get());
            } else {
              marking.add(change);
            }
          } else {
            pending.add(change);
          }
        }
        case PREDECESSORS -> refusals.add(new Refusal.Leaving(title(object)));
        case FOREIGN -> refusals.add(new Refusal.NameInUse(title(object)));
      }
    }
    if (!refusals.isEmpty()) {
      renew(owned, service);
      return new Applied(refusals, List.of(), Marking.WRITTEN);
    }
    if (pending.stream().anyMatch(change -> change.object() instanceof ServingConfigResource)) {
      marks.configWritten(now);
    }
    var affordable =
        marking.stream()
            .filter(change -> marks.spend(Telling.ANNOTATION, now) == MarkBudget.Verdict.GRANTED)
            .toList();
    pending.addAll(affordable);
    pending.stream()
        .map(change -> apply(change.object(), service))
        .flatMap(Optional::stream)
        .forEach(refusals::add);
    if (refusals.isEmpty()) {
      deleteOthers(desired, owned, service);
    }
    return new Applied(
        refusals,
        pending.stream().flatMap(change -> change.drift().stream()).toList(),
        affordable.size() == marking.size() ? Marking.WRITTEN : Marking.POSTPONED);
  }

  /** Whether nothing differs but what the object bears of policies, if that does. */
  private boolean isAsPlanned(
      HasMetadata actual, HasMetadata object, Context<ModelService> context) {
    if (Marks.on(actual).equals(Marks.on(object))) {
      return matcher.matches(actual, object, context);
    }
    var otherwise = client.getKubernetesSerialization().clone(object);
    Marks.put(otherwise, Marks.on(actual));
    return matcher.matches(actual, otherwise, context);
  }

  /** Forgets all services but those that exist. */
  void retain(Set<String> uids) {
    book.retain(uids);
  }

  /**
   * What came of it.
   *
   * @param refusals what couldn't be applied
   * @param drifts what somebody else had done, and is put right
   * @param marking whether every object bears what it is to bear of policies
   */
  record Applied(List<Refusal> refusals, List<Drift> drifts, Marking marking) {

    /** Nothing was to be applied. */
    static final Applied NOTHING = new Applied(List.of(), List.of(), Marking.WRITTEN);

    Applied {
      refusals = List.copyOf(refusals);
      drifts = List.copyOf(drifts);
    }

    /** The same where that came of the pods. */
    Applied with(Marking ofPods) {
      return ofPods == Marking.WRITTEN ? this : new Applied(refusals, drifts, ofPods);
    }
  }

  /** Whether every object bears what it is to bear of policies. */
  enum Marking {
    WRITTEN,
    /** Some will later. */
    POSTPONED
  }

  /**
   * An object that isn't as it is wanted.
   *
   * @param drift what somebody else did to it, if somebody did
   */
  private record Pending(HasMetadata object, Optional<Drift> drift) {}

  /**
   * Renews the credentials that pods have, and nothing else: whatever keeps a service from being as
   * it is planned, its pods must not end with their certificates.
   */
  void renew(List<HasMetadata> owned, ObjectMeta service) {
    for (var object : owned) {
      if (object instanceof Secret stored && Ownership.of(stored, service) == Ownership.OURS) {
        var renewed = completion.complete(asPlanned(stored), Optional.of(stored));
        if (renewed instanceof Secret secret
            && !Objects.equals(secret.getData(), stored.getData())) {
          var _ = apply(secret, service);
        }
      }
    }
  }

  private static Secret asPlanned(Secret stored) {
    var metadata = stored.getMetadata();
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(metadata.getNamespace())
        .withName(metadata.getName())
        .withLabels(metadata.getLabels())
        .withAnnotations(metadata.getAnnotations())
        .withOwnerReferences(metadata.getOwnerReferences())
        .endMetadata()
        .withType(stored.getType())
        .withData(stored.getData())
        .build();
  }

  /**
   * A pod can't be changed, only made. One whose labels somebody took away is out of our sight: it
   * is deleted, and made again once it is gone.
   */
  private void replaceUnlabelled(HasMetadata actual, HasMetadata planned) {
    var labels = Objects.requireNonNullElse(actual.getMetadata().getLabels(), Map.of());
    if (!labels.entrySet().containsAll(planned.getMetadata().getLabels().entrySet())
        && actual.getMetadata().getDeletionTimestamp() == null) {
      delete(actual);
    }
  }

  private static Optional<HasMetadata> find(HasMetadata object, List<HasMetadata> owned) {
    var wanted = ObjectKey.of(object);
    return owned.stream().filter(candidate -> ObjectKey.of(candidate).equals(wanted)).findFirst();
  }

  private Optional<HasMetadata> lookUp(HasMetadata object) {
    metrics.apiCall("get", object.getKind());
    return Optional.ofNullable(client.resource(object).get());
  }

  private Optional<Refusal> apply(HasMetadata object, ObjectMeta service) {
    try {
      if (lacksImageVolumes(object)) {
        return Optional.of(new Refusal.WithoutImageVolume(title(object)));
      }
      if (object instanceof Pod pod) {
        create(pod);
      } else {
        metrics.apiCall("apply", object.getKind());
        var stored =
            client
                .resource(object)
                .fieldManager(ApiGroup.FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
        book.note(service.getUid(), object, stored);
      }
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (isRefusal(e)) {
        return Optional.of(new Refusal.Refused(title(object), message(e)));
      }
      throw e;
    }
  }

  /**
   * Whether the API server would leave out volumes of images, which the API has whether or not they
   * can be used: it is tried before anything is made, so that no pod ever starts without its model.
   * A trial writes nothing.
   */
  private boolean lacksImageVolumes(HasMetadata object) {
    var wanted = ImageVolumes.of(object);
    if (wanted.isEmpty()) {
      return false;
    }
    metrics.apiCall("dry-run", object.getKind());
    var tried =
        client
            .resource(object)
            .dryRun()
            .fieldManager(ApiGroup.FIELD_MANAGER)
            .forceConflicts()
            .serverSideApply();
    return !ImageVolumes.of(tried).containsAll(wanted);
  }

  private void create(Pod pod) {
    try {
      metrics.apiCall("create", pod.getKind());
      var _ = client.resource(pod).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
      // Made since it was looked up, or a namespace on its way out: the watch tells the rest.
    }
  }

  /** What the API server won't take however often it is asked; the rest is tried again. */
  private static boolean isRefusal(KubernetesClientException e) {
    return switch (e.getCode()) {
      case 400, 403, 404, 405, CONFLICT, 413, 422 -> true;
      default -> false;
    };
  }

  private static String message(KubernetesClientException e) {
    var status = e.getStatus();
    return status == null || status.getMessage() == null
        ? "HTTP " + e.getCode()
        : status.getMessage();
  }

  private void deleteOthers(
      List<HasMetadata> desired, List<HasMetadata> owned, ObjectMeta service) {
    Set<ObjectKey> wanted = desired.stream().map(ObjectKey::of).collect(Collectors.toSet());
    owned.stream()
        .filter(object -> !wanted.contains(ObjectKey.of(object)))
        // Nobody's secret is deleted over a label: those of a service go with it, by their owner.
        .filter(object -> !(object instanceof Secret))
        .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
        .filter(object -> Ownership.of(object, service) == Ownership.OURS)
        .forEach(object -> {
          book.forget(service.getUid(), object);
          delete(object);
        });
  }

  private void delete(HasMetadata object) {
    metrics.apiCall("delete", object.getKind());
    var _ = client.resource(object).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  private static String title(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }
}
