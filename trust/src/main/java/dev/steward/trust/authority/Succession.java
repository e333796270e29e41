package dev.steward.trust.authority;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The CA that signs, and how another one follows it without anybody ever meeting a certificate that
 * isn't believed:
 *
 * <pre>
 *             signs   believed
 *   Settled   A       A
 *   Announced A       A and B      everybody learns to believe B
 *   Following B       B and A      everybody gets a certificate of B's
 *   Settled   B       B
 * </pre>
 *
 * <p>A step is over when its time has passed and everybody has long had what it is about. With a
 * step as long as a certificate is good, time alone would do: whoever hasn't followed by then has
 * no valid certificate. A's key is destroyed as soon as B signs.
 *
 * @param signing the CA that signs now
 */
public record Succession(CertificateAuthority signing, Stage stage) {

  /**
   * For so long everybody must have had what a step is about, before the next: a kubelet brings a
   * changed Secret within two minutes, a process takes it up within seconds.
   */
  public static final Duration SPREAD = Duration.ofMinutes(3);

  /** Before its end a CA is followed by another one without anybody's asking. */
  static final Duration IN_TIME = Duration.ofDays(90);

  /** Where it stands. */
  public sealed interface Stage {
    /** Nobody follows. */
    record Settled() implements Stage {}

    /**
     * Another CA is believed, and doesn't sign yet.
     *
     * @param next the one that will
     */
    record Announced(CertificateAuthority next, Step step) implements Stage {}

    /**
     * The former CA is still believed, and doesn't sign any more.
     *
     * @param former its certificate; its key is gone
     */
    record Following(X509Certificate former, Step step) implements Stage {}
  }

  /**
   * The time of a step.
   *
   * @param since when it began
   * @param length how long it takes at least
   */
  public record Step(Instant since, Duration length) {

    /** Shorter than that, everybody can't have followed. */
    public static final Duration SHORTEST = SPREAD;

    public Step {
      if (length.compareTo(SHORTEST) < 0) {
        throw new IllegalArgumentException("a step takes at least " + SHORTEST + ": " + length);
      }
    }

    /** When it may end. */
    public Instant end() {
      return since.plus(length);
    }
  }

  /** A CA that nobody follows. */
  public static Succession settled(CertificateAuthority authority) {
    return new Succession(authority, new Stage.Settled());
  }

  /** Everybody whose certificates are believed, the signing one first. */
  public List<X509Certificate> trusted() {
    return switch (stage) {
      case Stage.Settled settled -> List.of(signing.certificate());
      case Stage.Announced(var next, var step) ->
          List.of(signing.certificate(), next.certificate());
      case Stage.Following(var former, var step) -> List.of(signing.certificate(), former);
    };
  }

  /** New credentials, by the CA that signs, for one who believes all that are trusted. */
  public Credentials issue(PeerName name, Purpose purpose, Instant now) {
    return signing.issue(name, purpose, trusted(), now);
  }

  /**
   * Until when {@code stored} may stay; empty if it is to be made anew now, also because other CAs
   * are trusted than it has.
   */
  public Optional<Instant> good(Credentials stored, PeerName name, Purpose purpose, Instant now) {
    return signing.good(stored, name, purpose, trusted(), now);
  }

  /** Whether another CA must follow because this one ends. */
  public boolean ends(Instant now) {
    return stage instanceof Stage.Settled
        && signing.certificate().getNotAfter().toInstant().minus(IN_TIME).isBefore(now);
  }

  /** Another CA is to follow; empty while one does already. */
  public Optional<Succession> begin(Duration step, Instant now) {
    return switch (stage) {
      case Stage.Settled settled -> {
        var announced = new Stage.Announced(signing.another(now), new Step(now, step));
        yield Optional.of(new Succession(signing, announced));
      }
      case Stage.Announced announced -> Optional.empty();
      case Stage.Following following -> Optional.empty();
    };
  }

  /**
   * The next stage, if it is time.
   *
   * @param since from when on everybody has had what this stage is about
   */
  public Optional<Succession> advance(Instant since, Instant now) {
    return switch (stage) {
      case Stage.Settled settled -> Optional.empty();
      case Stage.Announced(var next, var step) when over(step, since, now) ->
          Optional.of(
              new Succession(
                  next, new Stage.Following(signing.certificate(), new Step(now, step.length()))));
      case Stage.Announced announced -> Optional.empty();
      case Stage.Following(var former, var step) when over(step, since, now) ->
          Optional.of(settled(signing));
      case Stage.Following following -> Optional.empty();
    };
  }

  /** Who signs and who is believed, for a log. */
  @Override
  public String toString() {
    var signs = name(signing.certificate()) + " signs";
    return switch (stage) {
      case Stage.Settled settled -> signs;
      case Stage.Announced(var next, var step) ->
          "%s, %s follows after %s".formatted(signs, name(next.certificate()), step.end());
      case Stage.Following(var former, var step) ->
          "%s, %s is believed until %s".formatted(signs, name(former), step.end());
    };
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  private static boolean over(Step step, Instant since, Instant now) {
    return !step.end().isAfter(now) && !since.plus(SPREAD).isAfter(now);
  }
}
