package dev.steward.sinks.setup;

import dev.steward.core.check.Checked;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.follow.Follower;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.volume.VolumeReader;
import dev.steward.sinks.Carrier;
import dev.steward.sinks.Sink;
import dev.steward.sinks.SinkState;
import dev.steward.sinks.to.ObjectSink;
import dev.steward.sinks.to.OtlpSink;
import dev.steward.sinks.to.WebhookSink;
import dev.steward.store.write.S3Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** All sinks of one log. */
public final class AuditSinks implements AutoCloseable {

  private final List<Carrier> carriers = new ArrayList<>();

  private AuditSinks() {}

  /**
   * Begins to carry the records of a log that is open to all its sinks. To be closed before the log
   * is opened again, for then its files are in motion.
   *
   * @param volume reads the log's files
   * @param folder of the volume; cursors lie below {@code sinks/}
   * @param root reads the records
   * @param tail the log's last checkpoint, if it is known; asked once a second by each sink
   * @throws LedgerException if a cursor can't be read; then none is begun
   */
  public static AuditSinks start(
      List<SinkSettings> settings,
      VolumeReader volume,
      Path folder,
      RootKey root,
      Supplier<Optional<SignedCheckpoint>> tail)
      throws LedgerException {
    var sinks = new AuditSinks();
    try {
      for (var one : settings) {
        sinks.carriers.add(
            Carrier.start(
                one.name(),
                new Follower(volume, root),
                new FreshSink(pace(one.to()), () -> sink(one)),
                folder.resolve("sinks").resolve(one.name() + ".cursor"),
                tail));
      }
      return sinks;
    } catch (IOException e) {
      sinks.close();
      throw LedgerException.io("sinks", e);
    }
  }

  private static Sink.Pace pace(SinkSettings.Destination destination) {
    return switch (destination) {
      case SinkSettings.Webhook _ -> WebhookSink.PACE;
      case SinkSettings.Otlp _ -> OtlpSink.PACE;
      case SinkSettings.S3 _ -> ObjectSink.PACE;
    };
  }

  private static Checked<Sink> sink(SinkSettings settings) throws IOException {
    var secrets = new Secrets(settings);
    var clock = InstantSource.system();
    return switch (settings.to()) {
      case SinkSettings.Webhook(var url) ->
          secrets.key().<Sink>map(key -> new WebhookSink(url, key, clock));
      case SinkSettings.Otlp(var url) ->
          secrets.headers().<Sink>map(headers -> new OtlpSink(url, headers, clock));
      case SinkSettings.S3(var path) ->
          secrets.store().<Sink>map(store -> new ObjectSink(new S3Place(store, path)));
    };
  }

  /** How each of them is doing. */
  public List<SinkState> states() {
    return carriers.stream().map(Carrier::state).toList();
  }

  @Override
  public void close() {
    carriers.forEach(Carrier::close);
  }
}
