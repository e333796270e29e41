package dev.steward.operator.trust;

import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Succession;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The CA of the installation's own and what hangs on it; there is none where cert-manager issues.
 */
public final class OwnAuthority implements Supplier<Succession>, AutoCloseable {

  private final AuthorityStore store;
  private final Issuer issuer;
  private final GatewayCredentials gateways;
  private final CredentialsWatch watch;

  /**
   * One that is followed from {@link #follow} on.
   *
   * @param namespace Steward's own
   * @param services the services' Secrets, as far as they are known
   */
  public OwnAuthority(
      KubernetesClient client,
      String namespace,
      Supplier<Stream<Secret>> services,
      InstantSource clock) {
    store = new AuthorityStore(client, namespace, Lifetimes.defaults(), clock);
    var read = new ReadCredentials();
    issuer = new Issuer(store, read, clock);
    gateways = new GatewayCredentials(client, namespace, issuer);
    var keeper = new AuthorityKeeper(store);
    watch =
        new CredentialsWatch(
            () -> Stream.concat(gateways.stored().stream(), services.get()).toList(),
            keeper::look,
            read,
            clock);
  }

  /**
   * Follows what is stored, whether this operator leads or not.
   *
   * @param changed run after each change
   */
  public void follow(Runnable changed) {
    store.follow(changed);
  }

  /** Begins to keep the gateways' credentials and the CA: this operator leads. */
  public void lead() {
    gateways.start();
    watch.start();
  }

  /** Signs what is planned. */
  public Issuer issuer() {
    return issuer;
  }

  /** When the first of all certificates ends that haven't yet; empty while it doesn't lead. */
  public Optional<Instant> soonestEnd() {
    return watch.soonestEnd();
  }

  @Override
  public Succession get() {
    return store.get();
  }

  @Override
  public void close() {
    watch.close();
    gateways.close();
    store.close();
  }
}
