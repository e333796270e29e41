package dev.steward.ledger.log;

import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.journal.Appended;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A short life of a log, step by step in one thread, and what its users were told in it. */
final class Story {

  static final SignerKey KEY = SignerKey.generate(new Origin("example.com/gateway-0"));
  static final LogSettings SETTINGS = LogSettings.of(KEY).withJournalBytes(256 << 10);

  /** Entries that somebody asked for, in order. */
  final List<String> asked = new ArrayList<>();

  /** How many of them were said to be durable. */
  int told;

  /** Checkpoints that somebody was told. */
  final List<SignedCheckpoint> published = new ArrayList<>();

  static LogWriter open(Volume volume) throws LedgerException, IOException {
    return Recovery.goOn(
        volume, SETTINGS, Beside.NOTHING, Recovery.find(volume, SETTINGS, Beside.NOTHING));
  }

  /** Groups of several sizes, checkpoints between, a journal that fills up, and an orderly end. */
  void live(Volume volume) throws LedgerException, IOException, InterruptedException {
    var log = open(volume);
    publish(log);
    append(log, 3, 10);
    publish(log);
    append(log, 1, 10);
    append(log, 2, 60_000);
    append(log, 1, 60_000);
    publish(log);
    append(log, 2, 60_000);
    append(log, 270, 10);
    publish(log);
    append(log, 1, 0);
    log.settle();
    published.add(log.checkpoint().orElseThrow());
    log.close();
  }

  private void publish(LogWriter log) throws IOException {
    log.publish().ifPresent(published::add);
  }

  void append(LogWriter log, int count, int beside) throws IOException, InterruptedException {
    var from = asked.size();
    var group =
        IntStream.range(from, from + count)
            .mapToObj(i -> "entry " + i)
            .peek(asked::add)
            .map(entry -> new Appended(entry.getBytes(StandardCharsets.UTF_8), new byte[beside]))
            .toList();
    log.commit(group, _ -> told = asked.size());
  }
}
