package dev.steward.operator.reconcile;

import dev.steward.operator.condition.Announcement;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes Events about Steward's own kinds. An event that can't be written stops nothing.
 */
final class EventWriter {

  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

  /** Kubernetes takes notes of at most 1024 bytes; messages are mostly ASCII. */
  private static final int MAX_NOTE = 500;

  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance;
  private final OperatorMetrics metrics;
  private final EventBudget budget = new EventBudget();
  private final AtomicInteger written = new AtomicInteger();

  /**
   * A writer.
   *
   * @param instance this operator's pod, which every event names
   */
  EventWriter(KubernetesClient client, String instance, OperatorMetrics metrics) {
    this.client = client;
    this.instance = instance;
    this.metrics = metrics;
  }

  void write(HasMetadata about, Announcement announcement, Instant now) {
    var metadata = about.getMetadata();
    switch (budget.spend(metadata.getUid(), now)) {
      case EXHAUSTED -> {
        return;
      }
      case GRANTED -> metrics.apiCall("create", "Event");
    }
    var note = announcement.message();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(where(metadata))
            .withName(metadata.getName() + "." + Long.toHexString(now.toEpochMilli()) + number())
            .endMetadata()
            .withEventTime(new MicroTime(MICROSECONDS.format(now)))
            .withType(announcement.severity().name())
            .withReason(announcement.reason())
            .withAction("Reconcile")
            .withNote(note.length() <= MAX_NOTE ? note : note.substring(0, MAX_NOTE - 1) + "…")
            .withReportingController("steward.dev/operator")
            .withReportingInstance(instance)
            .withNewRegarding()
            .withApiVersion(about.getApiVersion())
            .withKind(about.getKind())
            .withNamespace(metadata.getNamespace())
            .withName(metadata.getName())
            .withUid(metadata.getUid())
            .endRegarding()
            .build();
    try {
      var _ = client.resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.warn(
          "no event for {}/{}: {}", metadata.getNamespace(), metadata.getName(), e.getMessage());
    }
  }

  /** Tells events of one moment apart. */
  private String number() {
    return "%03x".formatted(written.getAndIncrement() & 0xfff);
  }

  /** Events about what is in no namespace are in this one, by Kubernetes' own custom. */
  private static String where(ObjectMeta metadata) {
    return Objects.requireNonNullElse(metadata.getNamespace(), "default");
  }
}
