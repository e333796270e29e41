package dev.steward.operator.evidence;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Kubernetes Events about gateways' evidence logs, into Steward's namespace. */
public final class EvidenceEvents {

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceEvents.class);
  private static final int MAX_NOTE = 500;
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String namespace;
  private final String instance;

  /** What has happened. */
  public enum Reason {
    /** A gateway can record requests, or can again. */
    EvidenceRecorded("Normal"),
    /** The volume of a gateway's log is filling. */
    EvidenceVolumeFilling("Warning"),
    /** A gateway can't record requests. */
    EvidenceNotRecorded("Warning"),
    /** A gateway's log isn't what it was. */
    EvidenceContradicted("Warning"),
    /** A gateway's log is what it was again. */
    EvidenceConsistent("Normal"),
    /** A gateway was scaled away and has left a log, which is looked after. */
    EvidenceLogDeparted("Normal"),
    /** What is due in such a log may not be destroyed. */
    EvidenceLogNotAdopted("Warning"),
    /** Such a log is looked after again. */
    EvidenceLogAdopted("Normal"),
    /** The keys of the logs are lost, changed or can't be read. */
    EvidenceKeysAmiss("Warning");

    private final String type;

    Reason(String type) {
      this.type = type;
    }
  }

  /**
   * A writer.
   *
   * @param namespace Steward's own
   * @param instance this operator's pod
   */
  public EvidenceEvents(KubernetesClient client, String namespace, String instance) {
    this.client = client;
    this.namespace = namespace;
    this.instance = instance;
  }

  /** About a gateway's pod. */
  public void aboutGateway(String pod, Reason reason, String note, Instant now) {
    write("Pod", pod, reason, note, now);
  }

  /** About a gateway's claim: the gateway is gone. */
  public void aboutClaim(String claim, Reason reason, String note, Instant now) {
    write("PersistentVolumeClaim", claim, reason, note, now);
  }

  /** About the Secret with the keys. */
  public void aboutSecret(String secret, Reason reason, String note, Instant now) {
    write("Secret", secret, reason, note, now);
  }

  /** An event that can't be written stops nothing. */
  private void write(String kind, String name, Reason reason, String note, Instant now) {
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name + "." + Long.toHexString(now.toEpochMilli()))
            .endMetadata()
            .withEventTime(new MicroTime(MICROSECONDS.format(now)))
            .withType(reason.type)
            .withReason(reason.name())
            .withAction("Witness")
            .withNote(note.length() <= MAX_NOTE ? note : note.substring(0, MAX_NOTE - 1) + "…")
            .withReportingController("steward.dev/operator")
            .withReportingInstance(instance)
            .withNewRegarding()
            .withApiVersion("v1")
            .withKind(kind)
            .withNamespace(namespace)
            .withName(name)
            .endRegarding()
            .build();
    try {
      var _ = client.resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.warn("no event about {}: {}", name, e.getMessage());
    }
  }
}
