package dev.steward.operator.enforce;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.operator.condition.Announcement;
import dev.steward.operator.condition.Announcement.Severity;
import dev.steward.operator.observe.WatchedKind;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the admission policies and bindings as the chart made them, as far as the operator may.
 *
 * <p>It may update those of these names, and create any: Kubernetes can't hold a create to a name.
 * Where the chart gave it neither ({@code admission.repair: false}) it tells what is wrong, and
 * where it may not even look, or the installation doesn't own the admission policies, it says that.
 */
public final class AdmissionKeeper implements AutoCloseable {

  /** The chart's ConfigMap with what it made, in Steward's namespace. */
  public static final String SHIPPED = "steward-admission";

  private static final Logger LOG = LoggerFactory.getLogger(AdmissionKeeper.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BETWEEN = Pattern.compile("^---$", Pattern.MULTILINE);

  /** What was put back is told of so many objects, the last ones. */
  private static final int REMEMBERED = 16;

  private final KubernetesClient client;
  private final Told told;
  private final WatchedKind<ConfigMap> shipped;
  private final WatchedKind<ValidatingAdmissionPolicy> policies;
  private final WatchedKind<ValidatingAdmissionPolicyBinding> bindings;

  /** By the object's name, the last words about it. */
  private final Map<String, Enforcing.Trouble> repaired =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Enforcing.Trouble> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** By the object's name, what was told and couldn't be put back: it is told once. */
  private final Map<String, String> unrepaired = new TreeMap<>();

  private Optional<Truth> truth = Optional.empty();

  /** Who is told what was found. */
  public interface Told {
    /** Something isn't as the chart made it. */
    void drift(HasMetadata about, Announcement announcement);
  }

  /**
   * What the chart ships, of one version of its ConfigMap.
   *
   * @param owner whose the ConfigMap is, as its labels and annotations say
   */
  private record Truth(
      String version, List<HasMetadata> objects, ObjectMeta owner, Awaiting awaiting) {}

  /**
   * A keeper that doesn't watch yet.
   *
   * @param namespace Steward's own
   */
  public AdmissionKeeper(KubernetesClient client, String namespace, Told told) {
    this.client = client;
    this.told = told;
    shipped =
        new WatchedKind<>(
            "the ConfigMap " + SHIPPED,
            client.configMaps().inNamespace(namespace).withField("metadata.name", SHIPPED),
            (before, after) -> {});
    policies =
        new WatchedKind<>(
            "validatingadmissionpolicies",
            client.admissionRegistration().v1().validatingAdmissionPolicies(),
            (before, after) -> {});
    bindings =
        new WatchedKind<>(
            "validatingadmissionpolicybindings",
            client.admissionRegistration().v1().validatingAdmissionPolicyBindings(),
            (before, after) -> {});
  }

  /** Tries to watch what isn't watched yet. */
  public void look() {
    Stream.of(shipped, policies, bindings).forEach(WatchedKind::tryToWatch);
  }

  /** Compares, puts back what it may, and says what it found. Called by one thread. */
  public Enforcing keep(Instant now) {
    var hidden =
        Stream.of(shipped, policies, bindings)
            .filter(kind -> !kind.isWatched())
            .map(WatchedKind::name)
            .collect(Collectors.joining(" and "));
    if (!hidden.isEmpty()) {
      return unseen(
          "Whether the API server enforces it can't be seen: the operator has no right to list and"
              + " watch %s; see the chart's value crds.install".formatted(hidden));
    }
    readTruth();
    if (truth.filter(known -> !known.objects().isEmpty()).isEmpty()) {
      return unseen(
          "Whether the API server enforces it can't be seen: this installation hasn't the ConfigMap"
              + " %s; the release with crds.install: true has".formatted(SHIPPED));
    }
    return keep(truth.get(), now);
  }

  private Enforcing keep(Truth known, Instant now) {
    var there = there();
    known.awaiting().seen(there.keySet());
    var broken = new ArrayList<Enforcing.Trouble>();
    var awaited = new ArrayList<Enforcing.Trouble>();
    var deviations = deviations(known.objects(), there);
    for (var deviation : deviations) {
      if (known.awaiting().awaits(key(deviation.shipped()), now)) {
        awaited.add(
            new Enforcing.Trouble(
                deviation.name(), "%s isn't made yet.".formatted(key(deviation.shipped()))));
      } else {
        repair(deviation, known.owner(), now).ifPresent(broken::add);
      }
    }
    unrepaired
        .keySet()
        .retainAll(deviations.stream().map(Deviation::told).collect(Collectors.toSet()));
    return new Enforcing(Optional.empty(), broken, awaited, List.copyOf(repaired.values()));
  }

  private static Enforcing unseen(String why) {
    return new Enforcing(Optional.of(why), List.of(), List.of(), List.of());
  }

  private void readTruth() {
    var config = shipped.all().stream().findFirst();
    if (truth.map(Truth::version).equals(config.map(it -> it.getMetadata().getResourceVersion()))) {
      return;
    }
    truth =
        config.map(it ->
            new Truth(
                it.getMetadata().getResourceVersion(),
                read(it),
                owner(it.getMetadata()),
                new Awaiting(written(it.getMetadata()))));
  }

  /** By these an upgrade of the chart knows what it may go on with. */
  private static ObjectMeta owner(ObjectMeta metadata) {
    return new ObjectMetaBuilder()
        .withLabels(metadata.getLabels())
        .withAnnotations(metadata.getAnnotations())
        .build();
  }

  private static Instant written(ObjectMeta metadata) {
    return Stream.concat(
            Stream.of(metadata.getCreationTimestamp()),
            metadata.getManagedFields().stream().map(ManagedFieldsEntry::getTime))
        .filter(Objects::nonNull)
        .map(Instant::parse)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private List<HasMetadata> read(ConfigMap config) {
    return Objects.requireNonNullElse(config.getData(), Map.<String, String>of()).values().stream()
        .flatMap(BETWEEN::splitAsStream)
        .map(document -> client.getKubernetesSerialization().<Object>unmarshal(document))
        .filter(HasMetadata.class::isInstance)
        .map(HasMetadata.class::cast)
        .filter(AdmissionKeeper::isKept)
        .toList();
  }

  private static boolean isKept(HasMetadata object) {
    return object instanceof ValidatingAdmissionPolicy
        || object instanceof ValidatingAdmissionPolicyBinding;
  }

  private Map<String, HasMetadata> there() {
    return Stream.<HasMetadata>concat(policies.all().stream(), bindings.all().stream())
        .collect(Collectors.toMap(AdmissionKeeper::key, Function.identity(), (a, b) -> a));
  }

  private static List<Deviation> deviations(
      List<HasMetadata> wanted, Map<String, HasMetadata> there) {
    return wanted.stream()
        .map(object -> new Deviation(object, Optional.ofNullable(there.get(key(object)))))
        .filter(deviation ->
            deviation
                .actual()
                .filter(actual -> AsShipped.is(spec(actual), spec(deviation.shipped())))
                .isEmpty())
        .toList();
  }

  private static String key(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }

  private static Object spec(HasMetadata object) {
    return Objects.requireNonNullElse(JSON.convertValue(object, Map.class).get("spec"), Map.of());
  }

  /** What is still wrong, in a sentence; empty: it is put back. */
  private Optional<Enforcing.Trouble> repair(Deviation deviation, ObjectMeta owner, Instant now) {
    try {
      putBack(deviation, owner);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        // The watch has yet to tell what was put back a moment ago.
        return Optional.empty();
      }
      var why =
          "%s and isn't put back: %s. Install the chart again, or allow it by admission.repair."
              .formatted(deviation.told(), e.getCode() == 403 ? "no right to" : e.getMessage());
      if (unrepaired.put(deviation.told(), why) == null) {
        LOG.warn(why);
        told.drift(
            deviation.actual().orElse(deviation.shipped()),
            new Announcement(Severity.Warning, "DriftFound", why));
      }
      return Optional.of(new Enforcing.Trouble(deviation.name(), why));
    }
    var words =
        "%s and put back at %s.".formatted(deviation.told(), now.truncatedTo(ChronoUnit.SECONDS));
    LOG.warn(words);
    repaired.put(key(deviation.shipped()), new Enforcing.Trouble(deviation.name(), words));
    told.drift(deviation.shipped(), new Announcement(Severity.Warning, "DriftRepaired", words));
    return Optional.empty();
  }

  private void putBack(Deviation deviation, ObjectMeta owner) {
    var object = client.getKubernetesSerialization().clone(deviation.shipped());
    var metadata = deviation.actual().map(HasMetadata::getMetadata).orElse(owner);
    object.getMetadata().setLabels(metadata.getLabels());
    object.getMetadata().setAnnotations(metadata.getAnnotations());
    if (deviation.actual().isEmpty()) {
      var _ = client.resource(object).create();
      return;
    }
    object.getMetadata().setResourceVersion(metadata.getResourceVersion());
    var _ = client.resource(object).update();
  }

  @Override
  public void close() {
    Stream.of(shipped, policies, bindings).forEach(WatchedKind::close);
  }
}
