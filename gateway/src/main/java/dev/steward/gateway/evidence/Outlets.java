package dev.steward.gateway.evidence;

import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.seal.RootKey;
import dev.steward.sinks.SinkState;
import dev.steward.sinks.setup.AuditSinks;
import dev.steward.sinks.setup.SinkSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the records of the log go on to sinks, session by session: while the log is opened anew its
 * files are in motion, and nobody reads them.
 */
final class Outlets implements Consumer<Session> {
  private static final Logger LOG = LoggerFactory.getLogger(Outlets.class);

  private final List<SinkSettings> settings;
  private final Path log;
  private final Root root;
  private final AtomicReference<Optional<AuditSinks>> open =
      new AtomicReference<>(Optional.empty());

  /** Where the root key comes from. */
  @FunctionalInterface
  interface Root {
    /** The root key as it is now. */
    RootKey key() throws LedgerException;
  }

  /**
   * Outlets of a log.
   *
   * @param log its folder
   * @param root reads the records
   */
  Outlets(List<SinkSettings> settings, Path log, Root root) {
    this.settings = List.copyOf(settings);
    this.log = log;
    this.root = root;
  }

  @Override
  public void accept(Session session) {
    if (settings.isEmpty()) {
      return;
    }
    try {
      var sinks =
          AuditSinks.start(
              settings, session.log().reader(), log, root.key(), () -> session.log().checkpoint());
      open.set(Optional.of(sinks));
      session.atTheEnd(() -> {
        open.set(Optional.empty());
        sinks.close();
      });
    } catch (LedgerException e) {
      LOG.error("no record goes on to any sink: {}", e.getMessage());
    }
  }

  /** Whether records are to go anywhere. */
  boolean areWanted() {
    return !settings.isEmpty();
  }

  /** How each of them is doing; none while the log isn't open, or they can't be set up. */
  List<SinkState> states() {
    return open.get().map(AuditSinks::states).orElse(List.of());
  }
}
