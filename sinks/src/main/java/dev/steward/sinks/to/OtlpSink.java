package dev.steward.sinks.to;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.Interrupted;
import dev.steward.ledger.record.Outcome;
import dev.steward.ledger.record.RecordFacts;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.search.FoundRecord;
import dev.steward.sinks.Batch;
import dev.steward.sinks.Delivery;
import dev.steward.sinks.Sink;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends log records to a collector by OTLP over HTTP with JSON bodies (OpenTelemetry protocol 1.x,
 * {@code /v1/logs}). A record is one log record: its kind is the event's name, its facts are
 * attributes, the log's origin one of the resource's.
 *
 * <p>Other than the protocol asks, statuses that aren't meant to be tried again are: evidence isn't
 * dropped because a collector was set up wrong. What a collector rejects in a partial success is
 * counted and not sent again.
 */
public final class OtlpSink implements Sink {

  /** Its pace. */
  public static final Pace PACE = new Pace(500, Duration.ofSeconds(1));

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Severity numbers of the protocol. */
  private enum Severity {
    INFO(9),
    WARN(13),
    ERROR(17);

    private final int number;

    Severity(int number) {
      this.number = number;
    }

    /** Of a record. */
    static Severity of(FoundRecord found) {
      return switch (found.record()) {
        case RequestEnd end when end.outcome() == Outcome.FAILED -> ERROR;
        case RequestEnd end when end.outcome() != Outcome.ANSWERED -> WARN;
        case Interrupted _ -> WARN;
        case Gap _ -> ERROR;
        default -> INFO;
      };
    }
  }

  private final Post post;
  private final Map<String, String> headers;
  private final InstantSource clock;

  /**
   * A sink.
   *
   * @param address with its path, {@code /v1/logs} as a rule
   * @param headers that the collector asks for, such as a token
   */
  public OtlpSink(URI address, Map<String, String> headers, InstantSource clock) {
    this.post = new Post(address);
    this.headers = new HashMap<>(headers);
    this.headers.put("content-type", "application/json");
    this.clock = clock;
  }

  @Override
  public Pace pace() {
    return PACE;
  }

  @Override
  public Delivery deliver(Batch batch) throws InterruptedException {
    return post.send(body(batch), headers, OtlpSink::rejected);
  }

  private byte[] body(Batch batch) {
    var root = JSON.createObjectNode();
    var logs = root.putArray("resourceLogs").addObject();
    var resource = logs.putObject("resource");
    attribute(resource, "service.name", "steward-gateway");
    attribute(resource, "steward.log.origin", batch.origin());
    var scope = logs.putArray("scopeLogs").addObject();
    scope.putObject("scope").put("name", "dev.steward.audit");
    var records = scope.putArray("logRecords");
    var now = nanos(clock.instant());
    for (var found : batch.records()) {
      var record = records.addObject();
      var severity = Severity.of(found);
      record
          .put("timeUnixNano", nanos(found.record().at()))
          .put("observedTimeUnixNano", now)
          .put("severityNumber", severity.number)
          .put("severityText", severity.name());
      var name = "steward.audit." + RecordFacts.name(found.record().kind()).replace('-', '_');
      record.put("eventName", name);
      attribute(record, "steward.index", found.index());
      RecordFacts.of(found.record())
          .forEach((fact, value) -> attribute(record, "steward." + fact, value));
    }
    try {
      return JSON.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new IllegalStateException("a tree is JSON", e);
    }
  }

  private static void attribute(ObjectNode of, String key, Object value) {
    var attribute = of.withArray("attributes").addObject().put("key", key);
    // 64-bit numbers are texts in protobuf's JSON.
    attribute
        .putObject("value")
        .put(value instanceof Number ? "intValue" : "stringValue", value.toString());
  }

  private static String nanos(Instant at) {
    return "%d%09d".formatted(at.getEpochSecond(), at.getNano());
  }

  private static long rejected(byte[] answer) {
    try {
      var tree = JSON.readTree(answer);
      return tree == null ? 0 : number(tree.path("partialSuccess").path("rejectedLogRecords"));
    } catch (IOException e) {
      // Some answer with nothing, or with protobuf, to JSON: that says nothing of a rejection.
      return 0;
    }
  }

  private static long number(JsonNode node) {
    return Math.max(0, node.asLong(0));
  }

  @Override
  public void close() {
    post.close();
  }
}
