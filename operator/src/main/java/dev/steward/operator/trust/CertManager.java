package dev.steward.operator.trust;

import dev.steward.core.serving.PeerName;
import dev.steward.operator.plan.Names;
import dev.steward.operator.trust.CertificateResource.PrivateKey;
import dev.steward.operator.trust.CertificateResource.Spec;
import dev.steward.operator.trust.CertificateResource.Template;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has cert-manager fill the Secrets: instead of a Secret its Certificate is applied, of the same
 * name and with the same owner. The Secret is cert-manager's alone: it has none of the labels by
 * which Steward's objects are known, and nobody here reads it.
 */
public final class CertManager implements Issuing {

  private final IssuerReference issuer;

  public CertManager(IssuerReference issuer) {
    this.issuer = issuer;
  }

  @Override
  public List<HasMetadata> asked(List<HasMetadata> planned) {
    return planned.stream().map(this::asked).toList();
  }

  private HasMetadata asked(HasMetadata planned) {
    return planned instanceof Secret secret
        ? SecretTexts.name(secret)
            .<HasMetadata>map(name -> certificate(secret.getMetadata(), name))
            .orElse(planned)
        : planned;
  }

  private CertificateResource certificate(ObjectMeta secret, PeerName name) {
    var certificate = new CertificateResource();
    certificate.setMetadata(secret);
    certificate.setSpec(
        new Spec(
            secret.getName(),
            new Template(Map.of(Names.PEER_NAME, name.dns())),
            List.of(name.dns()),
            name.isMembers()
                ? List.of("digital signature", "server auth", "client auth")
                : List.of("digital signature", "server auth"),
            "24h",
            "12h",
            new PrivateKey("ECDSA", 256, "PKCS8", "Always"),
            1,
            issuer));
    return certificate;
  }

  @Override
  public HasMetadata complete(HasMetadata planned, Optional<HasMetadata> stored) {
    return planned;
  }

  @Override
  public Optional<Duration> renewal(Collection<HasMetadata> owned) {
    return Optional.empty();
  }
}
