package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.api.v1alpha1.ModelService;
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

  Applier(KubernetesClient client, OperatorMetrics metrics, Completion completion) {
    this.client = client;
    this.metrics = metrics;
    this.completion = completion;
  }

  /**
   * Applies {@code desired}.
   *
   * @param owned what the caches know of the service's objects
   * @return what couldn't be applied
   */
  List<Refusal> apply(
      List<HasMetadata> desired, List<HasMetadata> owned, Context<ModelService> context) {
    var service = context.getPrimaryResource().getMetadata();
    var pending = new ArrayList<HasMetadata>();
    var refusals = new ArrayList<Refusal>();
    for (var planned : desired) {
      var actual = find(planned, owned).or(() -> lookUp(planned));
      var object = completion.complete(planned, actual);
      if (actual.isEmpty()) {
        pending.add(object);
        continue;
      }
      switch (Ownership.of(actual.get(), service)) {
        case OURS -> {
          if (object instanceof Pod) {
            replaceUnlabelled(actual.get(), object);
          } else if (Diversion.of(actual.get(), object)) {
            delete(actual.get());
            pending.add(object);
          } else if (!matcher.matches(actual.get(), object, context)) {
            pending.add(object);
          }
        }
        case PREDECESSORS -> refusals.add(new Refusal.Leaving(title(object)));
        case FOREIGN -> refusals.add(new Refusal.NameInUse(title(object)));
      }
    }
    if (!refusals.isEmpty()) {
      renew(owned, service);
      return refusals;
    }
    pending.stream().map(this::apply).flatMap(Optional::stream).forEach(refusals::add);
    if (refusals.isEmpty()) {
      deleteOthers(desired, owned, service);
    }
    return refusals;
  }

  /**
   * Renews the credentials that pods have, and nothing else: whatever keeps a service from being as
   * it is planned, its pods must not end with their certificates.
   */
  void renew(List<HasMetadata> owned, ObjectMeta service) {
    for (var object : owned) {
      if (object instanceof Secret stored && Ownership.of(stored, service) == Ownership.OURS) {
        var renewed = completion.complete(withoutContent(stored), Optional.of(stored));
        if (renewed instanceof Secret secret
            && !Objects.equals(secret.getData(), stored.getData())) {
          var _ = apply(secret);
        }
      }
    }
  }

  private static Secret withoutContent(Secret stored) {
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
    var wanted = Key.of(object);
    return owned.stream().filter(candidate -> Key.of(candidate).equals(wanted)).findFirst();
  }

  private Optional<HasMetadata> lookUp(HasMetadata object) {
    metrics.apiCall("get", object.getKind());
    return Optional.ofNullable(client.resource(object).get());
  }

  private Optional<Refusal> apply(HasMetadata object) {
    try {
      if (object instanceof Pod pod) {
        create(pod);
      } else {
        metrics.apiCall("apply", object.getKind());
        var _ =
            client
                .resource(object)
                .fieldManager(ApiGroup.FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
      }
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (isRefusal(e)) {
        return Optional.of(new Refusal.Refused(title(object), message(e)));
      }
      throw e;
    }
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
    Set<Key> wanted = desired.stream().map(Key::of).collect(Collectors.toSet());
    owned.stream()
        .filter(object -> !wanted.contains(Key.of(object)))
        // Nobody's secret is deleted over a label: those of a service go with it, by their owner.
        .filter(object -> !(object instanceof Secret))
        .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
        .filter(object -> Ownership.of(object, service) == Ownership.OURS)
        .forEach(this::delete);
  }

  private void delete(HasMetadata object) {
    metrics.apiCall("delete", object.getKind());
    var _ = client.resource(object).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  private static String title(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }

  /** Which object, whatever is in it. */
  private record Key(String kind, String namespace, String name) {
    static Key of(HasMetadata object) {
      return new Key(
          object.getKind(),
          Objects.requireNonNullElse(object.getMetadata().getNamespace(), ""),
          object.getMetadata().getName());
    }
  }
}
