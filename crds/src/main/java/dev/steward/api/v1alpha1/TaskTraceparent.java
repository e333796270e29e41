package dev.steward.api.v1alpha1;

import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The annotation {@code steward.dev/traceparent} of an InferenceTask: the trace that whoever works
 * on it goes on with, as a {@code traceparent} (W3C Trace Context). A gateway writes it for a task
 * that was made over HTTP, where it tells of requests; anybody else may.
 */
public final class TaskTraceparent {

  static final String ANNOTATION = ApiGroup.GROUP + "/traceparent";

  /** Version, trace, span and flags. */
  private static final Pattern FORM =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private TaskTraceparent() {}

  /** What a task says; empty where it says nothing, or nothing that is one. */
  public static Optional<String> of(InferenceTask task) {
    return Optional.ofNullable(task.getMetadata().getAnnotations())
        .flatMap(annotations -> Optional.ofNullable(annotations.get(ANNOTATION)))
        .filter(text -> FORM.matcher(text).matches());
  }

  /** From now on a task says so. */
  public static void put(InferenceTask task, String traceparent) {
    var metadata = task.getMetadata();
    var annotations = new TreeMap<String, String>();
    if (metadata.getAnnotations() != null) {
      annotations.putAll(metadata.getAnnotations());
    }
    annotations.put(ANNOTATION, traceparent);
    metadata.setAnnotations(annotations);
  }
}
