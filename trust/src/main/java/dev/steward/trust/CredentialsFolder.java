package dev.steward.trust;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with {@code tls.key}, {@code tls.crt} and {@code ca.crt}, as the kubelet mounts a
 * Secret.
 *
 * <p>It is looked at every {@link #PERIOD}. The kubelet changes all files of a mounted Secret at
 * once, by a link to another folder, so the three are read from where that link leads: never one
 * old and one new. What can't be read is left aside, and the last good credentials stay.
 */
public final class CredentialsFolder implements AutoCloseable {

  /** The kubelet takes about a minute to bring a changed Secret; this adds little. */
  public static final Duration PERIOD = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(CredentialsFolder.class);
  private static final int LARGEST = 64 << 10;

  private final Path folder;
  private final Consumer<Credentials> follower;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("credentials").daemon().factory());
  private Texts last;
  private volatile Credentials current;
  private String lastTrouble = "";

  private record Texts(String key, String certificate, String authority) {

    static Texts read(Path folder) throws IOException {
      var certificate = folder.resolve("tls.crt").toRealPath();
      return new Texts(
          text(certificate.resolveSibling("tls.key")),
          text(certificate),
          text(certificate.resolveSibling("ca.crt")));
    }

    private static String text(Path file) throws IOException {
      if (Files.size(file) > LARGEST) {
        throw new IOException(file + " is too large");
      }
      return Files.readString(file);
    }

    Checked<Credentials> parse() {
      return Credentials.parse(key, certificate, authority);
    }

    @Override
    public String toString() {
      return "texts of credentials";
    }
  }

  private CredentialsFolder(
      Path folder, Texts first, Credentials current, Consumer<Credentials> follower) {
    this.folder = folder;
    this.last = first;
    this.current = current;
    this.follower = follower;
  }

  private static Checked<Texts> texts(Path folder) {
    try {
      return Checked.valid(Texts.read(folder));
    } catch (IOException e) {
      return Checked.invalid(
          folder.toString(),
          "it can't be read (" + e + ")",
          "mount a Secret with tls.key, tls.crt and ca.crt there");
    }
  }

  /**
   * Gives what is in the folder now, then each change on a thread of its own.
   *
   * @throws CredentialsException if the folder has no credentials now
   */
  public static CredentialsFolder follow(
      Path folder, Duration period, Consumer<Credentials> follower) {
    var texts = texts(folder).orThrow(CredentialsFolder::none);
    var credentials = texts.parse().orThrow(CredentialsFolder::none);
    follower.accept(credentials);
    var followed = new CredentialsFolder(folder, texts, credentials, follower);
    followed.start(period);
    return followed;
  }

  private static CredentialsException none(Violation violation) {
    return new CredentialsException(violation.message());
  }

  private void start(Duration period) {
    var _ =
        timer.scheduleWithFixedDelay(
            this::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      switch (texts(folder)) {
        case Checked.Valid<Texts>(var now) -> take(now);
        case Checked.Invalid<Texts>(var violation) -> trouble(violation.message());
      }
    } catch (RuntimeException e) {
      trouble(String.valueOf(e));
    }
  }

  /** What is used now. */
  public Credentials current() {
    return current;
  }

  private void take(Texts now) {
    if (now.equals(last)) {
      if (current.overdue(Instant.now())) {
        trouble("nobody has renewed them, and they end at " + current.end());
      }
      return;
    }
    switch (now.parse()) {
      case Checked.Valid<Credentials>(var credentials) -> {
        follower.accept(credentials);
        last = now;
        current = credentials;
        lastTrouble = "";
        LOG.info("new {}, valid until {}", credentials, credentials.end());
      }
      case Checked.Invalid<Credentials>(var violation) -> trouble(violation.message());
    }
  }

  /** Told once, not at every look. */
  private void trouble(String what) {
    if (!what.equals(lastTrouble)) {
      lastTrouble = what;
      LOG.warn("{}: the credentials stay as they were: {}", folder, what);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
