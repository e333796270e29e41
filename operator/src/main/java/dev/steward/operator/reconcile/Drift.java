package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.operator.condition.Announcement;
import dev.steward.operator.condition.Announcement.Severity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What somebody did behind the operator's back, and it puts right. */
sealed interface Drift {

  /** Drifts that one Event names at most. */
  int NAMED = 5;

  /** Of what kind the object is. */
  String kind();

  /** In a sentence. */
  String told();

  /**
   * An object was changed.
   *
   * @param by as whom the API server knows the writer's program; empty: it says nothing
   */
  record Changed(String kind, String name, String by) implements Drift {
    @Override
    public String told() {
      return "%s %s was changed%s and is put back."
          .formatted(kind, name, by.isEmpty() ? "" : " by " + by);
    }
  }

  /** An object was deleted. */
  record Deleted(String kind, String name) implements Drift {
    @Override
    public String told() {
      return "%s %s was deleted and is made again.".formatted(kind, name);
    }
  }

  /**
   * An object was added that leads a service's clients elsewhere.
   *
   * @param by as whom the API server knows the writer's program; empty: it says nothing
   */
  record Added(String kind, String name, String by) implements Drift {
    @Override
    public String told() {
      return "%s %s%s led clients past the gateways and is deleted."
          .formatted(kind, name, by.isEmpty() ? "" : ", written by " + by + ",");
    }
  }

  /** One Event for all that was found at once. */
  static Announcement announcement(List<Drift> drifts) {
    var named = drifts.stream().limit(NAMED).map(Drift::told);
    var rest = drifts.size() - NAMED;
    return new Announcement(
        Severity.Warning,
        "DriftRepaired",
        Stream.concat(named, rest > 0 ? Stream.of("And %d more.".formatted(rest)) : Stream.of())
            .collect(Collectors.joining(" ")));
  }

  /** Who wrote last, of those that aren't the operator. */
  static String writer(HasMetadata object) {
    return Objects.requireNonNullElse(
            object.getMetadata().getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .filter(entry -> !ApiGroup.FIELD_MANAGER.equals(entry.getManager()))
        .filter(entry -> entry.getSubresource() == null || entry.getSubresource().isEmpty())
        .filter(entry -> entry.getTime() != null && entry.getManager() != null)
        .max(Comparator.comparing(ManagedFieldsEntry::getTime))
        .map(ManagedFieldsEntry::getManager)
        .orElse("");
  }
}
