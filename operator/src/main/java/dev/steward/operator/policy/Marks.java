package dev.steward.operator.policy;

import static java.util.Objects.requireNonNullElse;

import dev.steward.api.v1alpha1.Compliance;
import dev.steward.api.v1alpha1.ModelService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the objects and pods of a service bear of the policies over it and of what it states: as
 * annotations, never in a pod template, so that a change restarts nothing. They have no times, so
 * that a quiet service sees no writes.
 *
 * <p>Example: {@code compliance.steward.dev/policy-digest: v1:sha256:…}, {@code effective-policy:
 * ClusterCompliancePolicy eu, CompliancePolicy team/own}, {@code data-class: Personal}, {@code
 * legal-basis: Contract}, {@code purpose: search}, {@code model-digest: sha256:…}, and what who
 * wrote the service signed it with: {@code last-modified-by}, {@code change-reason}.
 */
public final class Marks {

  /** What the names of all of them begin with. */
  public static final String PREFIX = "compliance.steward.dev/";

  private static final String LAST_MODIFIED_BY = PREFIX + "last-modified-by";
  private static final String CHANGE_REASON = PREFIX + "change-reason";
  private static final String MODEL_DIGEST = PREFIX + "model-digest";

  /** Of a text that a user wrote. */
  private static final int LONGEST = 512;

  private Marks() {}

  /** Those of a service; none where nothing governs it and it states nothing. */
  public static Map<String, String> of(ModelService service, Ruling ruling) {
    var marks = new TreeMap<String, String>();
    var governed = PolicyConditions.status(ruling);
    if (governed != null) {
      put(marks, "policy-digest", governed.digest());
      put(marks, "effective-policy", PolicyConditions.governedBy(ruling));
    }
    var stated = Optional.ofNullable(service.getSpec()).map(spec -> spec.compliance());
    put(marks, "data-class", stated.map(Compliance::dataClass).map(Enum::name).orElse(null));
    put(marks, "legal-basis", stated.map(Compliance::legalBasis).orElse(null));
    put(marks, "purpose", stated.map(Compliance::purpose).orElse(null));
    var signed = annotations(service);
    for (var key : new String[] {LAST_MODIFIED_BY, CHANGE_REASON}) {
      put(marks, key.substring(PREFIX.length()), signed.get(key));
    }
    return marks;
  }

  private static void put(Map<String, String> marks, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      marks.put(PREFIX + name, value.length() <= LONGEST ? value : value.substring(0, LONGEST));
    }
  }

  /** Those, and the digest of the model that is known. */
  public static Map<String, String> with(Map<String, String> marks, Optional<String> modelDigest) {
    var more = new TreeMap<>(marks);
    modelDigest.ifPresent(digest -> more.put(MODEL_DIGEST, digest));
    return more;
  }

  /** What an object bears of them. */
  public static Map<String, String> on(HasMetadata object) {
    var found = new TreeMap<String, String>();
    annotations(object)
        .forEach((key, value) -> {
          if (key.startsWith(PREFIX)) {
            found.put(key, value);
          }
        });
    return found;
  }

  /** Makes an object bear these and no others. */
  public static void put(HasMetadata object, Map<String, String> marks) {
    var all = new TreeMap<>(annotations(object));
    all.keySet().removeIf(key -> key.startsWith(PREFIX));
    all.putAll(marks);
    if (!all.isEmpty() || object.getMetadata().getAnnotations() != null) {
      object.getMetadata().setAnnotations(all);
    }
  }

  private static Map<String, String> annotations(HasMetadata object) {
    return requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
  }
}
