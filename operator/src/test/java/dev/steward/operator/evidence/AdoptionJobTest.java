package dev.steward.operator.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class AdoptionJobTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 26);

  /** The parts of the chart's that matter here. */
  static StatefulSet gateways() {
    return Serialization.unmarshal(
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: steward-gateway, namespace: steward-system, uid: u-1}
        spec:
          replicas: 2
          template:
            metadata: {labels: {app.kubernetes.io/component: gateway}}
            spec:
              serviceAccountName: steward-gateway
              terminationGracePeriodSeconds: 90
              affinity: {podAntiAffinity: {}}
              securityContext: {runAsNonRoot: true}
              containers:
              - name: gateway
                image: steward/gateway:1
                env:
                - {name: STEWARD_NAMESPACE, value: steward-system}
                - {name: STEWARD_POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                - {name: STEWARD_TLS, value: /etc/steward-tls}
                - {name: STEWARD_EVIDENCE, value: /var/lib/steward/evidence}
                - {name: STEWARD_AUDIT_SECRET, value: /etc/steward-audit}
                - {name: STEWARD_AUDIT_SINKS, value: '[]'}
                - {name: STEWARD_AUDIT_SEALING, value: 's3://evidence/steward'}
                ports: [{name: http, containerPort: 8080}]
                livenessProbe: {httpGet: {path: /livez, port: admin}}
                volumeMounts:
                - {name: data, mountPath: /var/lib/steward}
                - {name: tmp, mountPath: /tmp}
                - {name: tls, mountPath: /etc/steward-tls, readOnly: true}
                - {name: audit, mountPath: /etc/steward-audit, readOnly: true}
                - {name: sink-siem, mountPath: /etc/steward-sinks/siem, readOnly: true}
                - {name: sealing, mountPath: /etc/steward-sealing, readOnly: true}
              volumes:
              - {name: tls, secret: {secretName: steward-gateway-tls}}
              - {name: audit, secret: {secretName: steward-audit, optional: true}}
              - {name: sink-siem, secret: {secretName: siem-key}}
              - {name: sealing, secret: {secretName: evidence-keys}}
              - {name: tmp, emptyDir: {}}
        """,
        StatefulSet.class);
  }

  private static Job job() {
    return AdoptionJob.of(gateways(), "steward-gateway-2", DAY);
  }

  @Test
  void it_is_the_gateways_own_pod_with_that_gateways_claim() {
    var pod = job().getSpec().getTemplate().getSpec();
    var container = pod.getContainers().getFirst();
    assertThat(job().getMetadata().getName()).isEqualTo("steward-gateway-2-adopt-20261126");
    assertThat(container.getArgs()).containsExactly("adopt");
    assertThat(container.getImage()).isEqualTo("steward/gateway:1");
    assertThat(pod.getServiceAccountName()).isEqualTo("steward-gateway");
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
    assertThat(container.getEnv())
        .contains(new EnvVar("STEWARD_POD_NAME", "steward-gateway-2", null))
        .extracting(EnvVar::getName)
        .doesNotHaveDuplicates()
        .contains("STEWARD_AUDIT_SEALING");
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getName().equals("data"))
        .extracting(volume -> volume.getPersistentVolumeClaim().getClaimName())
        .containsExactly("data-steward-gateway-2");
  }

  @Test
  void it_serves_nobody_and_has_no_secret_that_it_doesnt_need() {
    var template = job().getSpec().getTemplate();
    var container = template.getSpec().getContainers().getFirst();
    assertThat(template.getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/component", "adoption");
    assertThat(container.getPorts()).isEmpty();
    assertThat(container.getLivenessProbe()).isNull();
    assertThat(template.getSpec().getVolumes())
        .extracting(Volume::getName)
        .containsExactlyInAnyOrder("audit", "sealing", "tmp", "data");
    assertThat(container.getVolumeMounts())
        .extracting(VolumeMount::getName)
        .containsExactlyInAnyOrder("audit", "sealing", "tmp", "data");
    assertThat(container.getEnv())
        .extracting(EnvVar::getName)
        .doesNotContain("STEWARD_TLS", "STEWARD_AUDIT_SINKS");
  }

  @Test
  void a_long_name_is_cut_and_stays_its_own() {
    var one = AdoptionJob.of(gateways(), "a".repeat(60) + "-1", DAY).getMetadata().getName();
    var other = AdoptionJob.of(gateways(), "a".repeat(60) + "-2", DAY).getMetadata().getName();
    assertThat(one).hasSize(63).isNotEqualTo(other);
  }

  private static AdoptionStep.Standing standing(String type) {
    var job = job();
    job.setStatus(
        new JobStatusBuilder()
            .withConditions(
                new JobConditionBuilder()
                    .withType(type)
                    .withStatus("True")
                    .withReason("BackoffLimitExceeded")
                    .withLastTransitionTime("2026-11-26T10:00:00Z")
                    .build())
            .build());
    return AdoptionJob.read(job).orElseThrow().standing();
  }

  @Test
  void it_is_read_as_it_was_made() {
    assertThat(AdoptionJob.read(job()))
        .contains(
            new AdoptionStep.Adopting(
                "steward-gateway-2-adopt-20261126",
                "steward-gateway-2",
                DAY,
                new AdoptionStep.Standing.Running()));
    assertThat(standing("Complete")).isEqualTo(new AdoptionStep.Standing.Done());
    assertThat(standing("Suspended")).isEqualTo(new AdoptionStep.Standing.Running());
    assertThat(standing("Failed"))
        .isEqualTo(
            new AdoptionStep.Standing.Failed(
                Instant.parse("2026-11-26T10:00:00Z"),
                "Job steward-gateway-2-adopt-20261126 has failed (BackoffLimitExceeded): see the"
                    + " logs of its pods"));
  }
}
