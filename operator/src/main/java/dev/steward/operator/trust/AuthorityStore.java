package dev.steward.operator.trust;

import dev.steward.core.check.Checked;
import dev.steward.operator.plan.Names;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Succession;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The installation's CA, read or made when it is first asked for, and followed from then on: every
 * operator signs and believes as the stored one says.
 *
 * <p>If its Secret is deleted or spoiled, running operators go on with what they know: only one
 * that starts makes a new CA.
 */
public final class AuthorityStore implements Supplier<Succession>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuthorityStore.class);

  private final KubernetesClient client;
  private final String namespace;
  private final Lifetimes lifetimes;
  private final InstantSource clock;
  private final AtomicReference<Optional<Succession>> known =
      new AtomicReference<>(Optional.empty());
  private final SharedIndexInformer<Secret> stored;

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
    this.stored =
        client.secrets().inNamespace(namespace).withName(Names.AUTHORITY).runnableInformer(0);
  }

  /**
   * Follows what is stored.
   *
   * @param changed run after each change; what this store has issued before is to be made anew
   */
  public void follow(Runnable changed) {
    var _ = stored.addEventHandler(new Following(changed));
    var _ = stored.start();
  }

  private final class Following implements ResourceEventHandler<Secret> {
    private final Runnable changed;

    Following(Runnable changed) {
      this.changed = changed;
    }

    @Override
    public void onAdd(Secret secret) {
      take(secret);
    }

    @Override
    public void onUpdate(Secret before, Secret secret) {
      take(secret);
    }

    @Override
    public void onDelete(Secret secret, boolean unknown) {
      LOG.warn("{} is gone; the CA stays as it is until operators start anew", title());
    }

    private void take(Secret secret) {
      switch (new StoredAuthority(secret, lifetimes).succession()) {
        case Checked.Valid<Succession>(var succession) -> {
          var before = known.getAndSet(Optional.of(succession));
          if (before.filter(it -> !it.trusted().equals(succession.trusted())).isPresent()) {
            LOG.info("the CA: {}", succession);
            changed.run();
          }
        }
        case Checked.Invalid<Succession>(var violation) ->
            LOG.warn("{}: the CA stays as it is: {}", title(), violation.message());
      }
    }
  }

  private String title() {
    return "Secret " + namespace + "/" + Names.AUTHORITY;
  }

  /**
   * The CA.
   *
   * @throws KubernetesClientException if it can't be asked for now
   * @throws IllegalStateException if the Secret of its name holds none; the message says what to do
   */
  @Override
  public Succession get() {
    return known
        .get()
        .orElseGet(() -> {
          // Two threads may both get here; they end with the same one.
          var authority = read().orElseGet(this::make);
          var _ = known.compareAndSet(Optional.empty(), Optional.of(authority));
          return authority;
        });
  }

  /** The steps in which somebody wants another CA to follow, if so. */
  Optional<Checked<Duration>> wish() {
    return cached().flatMap(StoredAuthority::wish);
  }

  /**
   * Stores what comes next.
   *
   * @throws KubernetesClientException if it can't be stored now, or somebody else was quicker
   */
  void replace(Succession next) {
    cached()
        .ifPresent(authority -> {
          var _ = client.resource(authority.with(next)).update();
        });
  }

  private Optional<StoredAuthority> cached() {
    return stored.getStore().list().stream()
        .map(secret -> new StoredAuthority(secret, lifetimes))
        .findFirst();
  }

  private Optional<Succession> read() {
    return Optional.ofNullable(
            client.secrets().inNamespace(namespace).withName(Names.AUTHORITY).get())
        .map(this::parse);
  }

  private Succession parse(Secret secret) {
    return new StoredAuthority(secret, lifetimes)
        .succession()
        .orThrow(violation -> new IllegalStateException(title() + ": " + violation.message()));
  }

  private Succession make() {
    var made = Succession.settled(CertificateAuthority.create(lifetimes, clock.instant()));
    try {
      var _ = client.resource(StoredAuthority.first(namespace, made)).create();
      LOG.info("made a CA: {}", made);
      return made;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return read().orElseThrow(() -> e);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    stored.stop();
  }
}
