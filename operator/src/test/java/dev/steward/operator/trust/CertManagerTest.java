package dev.steward.operator.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.operator.plan.Names;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CertManagerTest {

  private static final IssuerReference ISSUER =
      new IssuerReference("steward", "ClusterIssuer", "cert-manager.io");

  private final CertManager certManager = new CertManager(ISSUER);

  private static Secret planned(String peer) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("team-a")
        .withName("a-tls")
        .withLabels(Map.of(Names.MANAGED_BY, Names.STEWARD))
        .withAnnotations(Map.of(Names.PEER_NAME, peer))
        .endMetadata()
        .build();
  }

  private CertificateResource asked(String peer) {
    return (CertificateResource) certManager.asked(List.of(planned(peer))).getFirst();
  }

  @Test
  void a_secret_is_asked_for_by_its_certificate_and_bears_none_of_our_labels() {
    var asked = asked("minilm.team-a.pods.steward.internal");
    assertThat(asked.getMetadata().getLabels()).containsEntry(Names.MANAGED_BY, Names.STEWARD);
    assertThat(asked.getMetadata().getNamespace()).isEqualTo("team-a");
    assertThat(asked.getSpec().secretName()).isEqualTo("a-tls");
    assertThat(asked.getSpec().usages()).containsExactly("digital signature", "server auth");
    assertThat(asked.getSpec().issuerRef()).isEqualTo(ISSUER);
    assertThat(asked.getSpec().secretTemplate().annotations())
        .containsOnly(Map.entry(Names.PEER_NAME, "minilm.team-a.pods.steward.internal"));
  }

  @Test
  void members_of_a_group_are_good_for_both_sides() {
    assertThat(asked("g0.team-a.groups.steward.internal").getSpec().usages())
        .containsExactly("digital signature", "server auth", "client auth");
  }

  @Test
  void what_is_planned_for_something_else_stays_as_it_is() {
    HasMetadata other = new ConfigMapBuilder().withNewMetadata().endMetadata().build();
    HasMetadata secret = new SecretBuilder().withNewMetadata().endMetadata().build();
    assertThat(certManager.asked(List.of(other, secret))).containsExactly(other, secret);
  }

  @Test
  void an_issuer_has_a_name_a_kind_and_a_group() {
    assertThat(IssuerReference.parse("X", "steward ClusterIssuer cert-manager.io"))
        .isEqualTo(Checked.valid(ISSUER));
    for (var wrong : List.of("", "steward", "steward ClusterIssuer", "a b c d")) {
      assertThat(IssuerReference.parse("X", wrong)).as(wrong).isInstanceOf(Checked.Invalid.class);
    }
  }
}
