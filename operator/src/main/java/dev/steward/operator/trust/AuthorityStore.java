package dev.steward.operator.trust;

import dev.steward.operator.plan.Names;
import dev.steward.trust.Pem;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The installation's one CA, read or made when it is first asked for. */
public final class AuthorityStore {

  private static final Logger LOG = LoggerFactory.getLogger(AuthorityStore.class);

  private final KubernetesClient client;
  private final String namespace;
  private final Lifetimes lifetimes;
  private final InstantSource clock;
  private final AtomicReference<Optional<CertificateAuthority>> known =
      new AtomicReference<>(Optional.empty());

  /**
   * A store that has read nothing yet.
   *
   * @param namespace Steward's own
   */
  public AuthorityStore(
      KubernetesClient client, String namespace, Lifetimes lifetimes, InstantSource clock) {
    this.client = client;
    this.namespace = namespace;
    this.lifetimes = lifetimes;
    this.clock = clock;
  }

  /**
   * The CA.
   *
   * @throws KubernetesClientException if it can't be asked for now
   * @throws IllegalStateException if the Secret of its name holds none; the message says what to do
   */
  public CertificateAuthority get() {
    return known
        .get()
        .orElseGet(() -> {
          // Two threads may both get here; they end with the same one.
          var authority = stored().orElseGet(this::make);
          known.set(Optional.of(authority));
          return authority;
        });
  }

  private Optional<CertificateAuthority> stored() {
    return Optional.ofNullable(
            client.secrets().inNamespace(namespace).withName(Names.AUTHORITY).get())
        .map(this::parse);
  }

  private CertificateAuthority parse(Secret secret) {
    return CertificateAuthority.parse(
            SecretTexts.text(secret, SecretTexts.KEY),
            SecretTexts.text(secret, SecretTexts.CERTIFICATE),
            lifetimes)
        .orThrow(violation ->
            new IllegalStateException(
                "Secret " + namespace + "/" + Names.AUTHORITY + ": " + violation.message()));
  }

  private CertificateAuthority make() {
    var made = CertificateAuthority.create(lifetimes, clock.instant());
    try {
      var _ =
          client
              .resource(
                  SecretTexts.secret(
                      namespace,
                      Names.AUTHORITY,
                      Pem.text(made.key()),
                      Pem.text(made.certificate()),
                      Pem.text(made.certificate())))
              .create();
      LOG.info("made a CA: {}", made.certificate().getSubjectX500Principal());
      return made;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return stored().orElseThrow(() -> e);
      }
      throw e;
    }
  }
}
