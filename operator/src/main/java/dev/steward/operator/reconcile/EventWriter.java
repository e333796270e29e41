package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.operator.status.Report.Announcement;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Kubernetes Events about services. An event that can't be written stops nothing. */
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

  void write(ModelService service, Announcement announcement, Instant now) {
    var metadata = service.getMetadata();
    switch (budget.spend(metadata.getUid(), now)) {
      case EXHAUSTED -> {
        return;
      }
      case GRANTED -> metrics.apiCall("create", "Event");
    }
    var note = announcement.finding().message();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(metadata.getNamespace())
            .withName(metadata.getName() + "." + Long.toHexString(now.toEpochMilli()))
            .endMetadata()
            .withEventTime(new MicroTime(MICROSECONDS.format(now)))
            .withType(announcement.severity().name())
            .withReason(announcement.finding().reason().name())
            .withAction("Reconcile")
            .withNote(note.length() <= MAX_NOTE ? note : note.substring(0, MAX_NOTE - 1) + "…")
            .withReportingController("steward.dev/operator")
            .withReportingInstance(instance)
            .withNewRegarding()
            .withApiVersion(ApiGroup.API_VERSION)
            .withKind("ModelService")
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
}
