package dev.steward.operator.trust;

import dev.steward.api.v1alpha1.GoDuration;
import dev.steward.core.check.Checked;
import dev.steward.operator.plan.Names;
import dev.steward.trust.Pem;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Succession;
import dev.steward.trust.authority.Succession.Stage;
import dev.steward.trust.authority.Succession.Step;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link Succession} as the Secret {@code steward-ca} holds it: {@code tls.key} and {@code
 * tls.crt} are those of the CA that signs, {@code ca.crt} has all that are trusted. While another
 * CA is to follow there are besides {@code next.key}, {@code next.crt} and {@code step}; while the
 * former is still believed, {@code step} alone.
 */
final class StoredAuthority {

  private static final String NEXT_KEY = "next.key";
  private static final String NEXT_CERTIFICATE = "next.crt";

  /** When the step began and its length, such as {@code 2026-11-26T03:00:00Z PT24H}. */
  private static final String STEP = "step";

  private static final String WISH = "metadata.annotations." + Names.ROTATE;
  private static final Duration LONGEST = Duration.ofDays(30);

  private final Secret secret;
  private final Lifetimes lifetimes;

  StoredAuthority(Secret secret, Lifetimes lifetimes) {
    this.secret = secret;
    this.lifetimes = lifetimes;
  }

  /** The Secret for a CA that was just made. */
  static Secret first(String namespace, Succession made) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(Names.AUTHORITY)
        .withLabels(Map.of(Names.MANAGED_BY, Names.STEWARD))
        .endMetadata()
        .withType(SecretTexts.TYPE)
        .withData(data(made))
        .build();
  }

  /** The same Secret with what comes next; it is no longer asked for then. */
  Secret with(Succession next) {
    return new SecretBuilder(secret)
        .editMetadata()
        .removeFromAnnotations(Names.ROTATE)
        .withManagedFields()
        .endMetadata()
        .withData(data(next))
        .build();
  }

  private static Map<String, String> data(Succession succession) {
    var data = new HashMap<String, String>();
    var signing = succession.signing();
    data.put(SecretTexts.KEY, SecretTexts.encoded(Pem.text(signing.key())));
    data.put(SecretTexts.CERTIFICATE, SecretTexts.encoded(Pem.text(signing.certificate())));
    data.put(SecretTexts.AUTHORITY, SecretTexts.encoded(Pem.text(succession.trusted())));
    switch (succession.stage()) {
      case Stage.Settled settled -> {}
      case Stage.Announced(var next, var step) -> {
        data.put(NEXT_KEY, SecretTexts.encoded(Pem.text(next.key())));
        data.put(NEXT_CERTIFICATE, SecretTexts.encoded(Pem.text(next.certificate())));
        data.put(STEP, SecretTexts.encoded(text(step)));
      }
      case Stage.Following(var former, var step) -> data.put(STEP, SecretTexts.encoded(text(step)));
    }
    return data;
  }

  private static String text(Step step) {
    return step.since() + " " + step.length();
  }

  /** What it holds; the violation says what to do about a Secret that holds no CA. */
  Checked<Succession> succession() {
    return switch (authority(SecretTexts.KEY, SecretTexts.CERTIFICATE)) {
      case Checked.Invalid<CertificateAuthority>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<CertificateAuthority>(var signing) -> {
        var step = step();
        if (step.isEmpty()) {
          yield Checked.valid(Succession.settled(signing));
        }
        yield text(NEXT_CERTIFICATE).isEmpty()
            ? following(signing, step.get())
            : announced(signing, step.get());
      }
    };
  }

  private Checked<Succession> announced(CertificateAuthority signing, Step step) {
    return switch (authority(NEXT_KEY, NEXT_CERTIFICATE)) {
      case Checked.Invalid<CertificateAuthority>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<CertificateAuthority>(var next) ->
          Checked.valid(new Succession(signing, new Stage.Announced(next, step)));
    };
  }

  private Checked<Succession> following(CertificateAuthority signing, Step step) {
    try {
      return Pem.certificates(text(SecretTexts.AUTHORITY)).stream()
          .filter(certificate -> !certificate.equals(signing.certificate()))
          .findFirst()
          .map(former -> follows(signing, former, step))
          .orElseGet(() -> Checked.valid(Succession.settled(signing)));
    } catch (GeneralSecurityException e) {
      return Checked.invalid(
          SecretTexts.AUTHORITY,
          "it has no certificates (" + e.getMessage() + ")",
          "remove the entry \"" + STEP + "\", and the CA that signs is believed alone");
    }
  }

  private static Checked<Succession> follows(
      CertificateAuthority signing, X509Certificate former, Step step) {
    return Checked.valid(new Succession(signing, new Stage.Following(former, step)));
  }

  private Checked<CertificateAuthority> authority(String key, String certificate) {
    return CertificateAuthority.parse(text(key), text(certificate), lifetimes);
  }

  private String text(String entry) {
    return SecretTexts.text(secret, entry);
  }

  private Optional<Step> step() {
    var words = List.of(text(STEP).split(" ", -1));
    if (words.size() != 2) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Step(Instant.parse(words.get(0)), Duration.parse(words.get(1))));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The steps in which somebody wants another CA to follow, if so; the violation is theirs. */
  Optional<Checked<Duration>> wish() {
    return Optional.ofNullable(secret.getMetadata().getAnnotations())
        .flatMap(annotations -> Optional.ofNullable(annotations.get(Names.ROTATE)))
        .map(StoredAuthority::wish);
  }

  private static Checked<Duration> wish(String text) {
    return switch (GoDuration.parse(WISH, text)) {
      case Checked.Valid<Duration>(var length)
          when length.compareTo(Step.SHORTEST) < 0 || length.compareTo(LONGEST) > 0 ->
          Checked.invalid(WISH, text + " is no length of a step", "use 3m to 720h, such as 24h");
      case Checked.Valid<Duration> length -> length;
      case Checked.Invalid<Duration> rubbish -> rubbish;
    };
  }
}
