package dev.steward.operator.reconcile;

import dev.steward.operator.observe.Caches;
import dev.steward.operator.trust.CertManager;
import dev.steward.operator.trust.CertificateResource;
import dev.steward.operator.trust.Issuing;
import dev.steward.operator.trust.OwnAuthority;
import dev.steward.trust.authority.Succession;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Who issues the credentials by which Steward's parts know each other: the installation's own CA,
 * or an issuer of cert-manager's.
 */
final class Credentials implements AutoCloseable {

  private final OperatorSettings settings;
  private final KubernetesClient client;
  private final Supplier<Optional<Caches>> leading;
  private final Optional<OwnAuthority> authority;

  /**
   * By the settings.
   *
   * @param leading the caches, once they are filled, of an operator that leads
   */
  Credentials(
      OperatorSettings settings,
      KubernetesClient client,
      Supplier<Optional<Caches>> leading,
      InstantSource clock) {
    this.settings = settings;
    this.client = client;
    this.leading = leading;
    authority =
        settings.certManager().isPresent()
            ? Optional.empty()
            : Optional.of(
                new OwnAuthority(client, settings.namespace(), () -> issued(Secret.class), clock));
  }

  /** How they are issued. */
  Issuing issuing() {
    return settings
        .certManager()
        .<Issuing>map(CertManager::new)
        .or(() -> authority.map(OwnAuthority::issuer))
        .orElseThrow();
  }

  /** The CA as it is now, whether this operator leads or not; empty where cert-manager issues. */
  Optional<Supplier<Succession>> authority() {
    return authority.map(own -> own);
  }

  /** From now on {@code changed} is told when what was issued before must be made anew. */
  void follow(Runnable changed) {
    authority.ifPresent(own -> own.follow(changed));
  }

  /** When the first of them ends; empty while nobody leads here, or there are none. */
  Optional<Instant> soonestEnd() {
    return authority.isPresent()
        ? authority.flatMap(OwnAuthority::soonestEnd)
        : issued(CertificateResource.class)
            .flatMap(certificate -> certificate.end().stream())
            .min(Comparator.naturalOrder());
  }

  private <R extends HasMetadata> Stream<R> issued(Class<R> kind) {
    return leading.get().stream().flatMap(caches -> caches.credentials(kind));
  }

  /**
   * There must be who issues them.
   *
   * @throws IllegalStateException when cert-manager is to, and its API isn't served
   */
  void require() {
    // Without its definitions nothing could be asked of it.
    if (settings.certManager().isPresent() && !client.supports(CertificateResource.class)) {
      throw new IllegalStateException(
          "cert-manager.io/v1 isn't served here: install cert-manager, or set the chart's"
              + " trust.issuer: Steward");
    }
  }

  /** This operator leads, and looks after the CA. */
  void lead() {
    authority.ifPresent(OwnAuthority::lead);
  }

  @Override
  public void close() {
    authority.ifPresent(OwnAuthority::close);
  }
}
