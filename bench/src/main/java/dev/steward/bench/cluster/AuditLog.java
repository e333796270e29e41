package dev.steward.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.bench.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What the API server of the demo's cluster wrote down of who wrote what. */
final class AuditLog {
  private final Path file;
  private final ObjectMapper json = new ObjectMapper();

  AuditLog(Checkout checkout) {
    file = checkout.root().resolve(".state/clusters/demo/log/audit.log");
  }

  /**
   * One write.
   *
   * @param resource with its subresource, such as {@code pods/binding}
   */
  record Write(
      String user, String verb, String resource, String namespace, String name, Instant at) {
    @Override
    public String toString() {
      return "%s %s %s/%s".formatted(verb, resource, namespace, name);
    }
  }

  /** The writes since {@code begin}, in the order in which they were answered. */
  List<Write> since(Instant begin) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines.map(this::write).filter(write -> write.at().isAfter(begin)).toList();
    }
  }

  private Write write(String line) {
    JsonNode event;
    try {
      event = json.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("the audit log has a line that is no JSON", e);
    }
    var object = event.path("objectRef");
    var part = object.path("subresource").asText();
    return new Write(
        event.path("user").path("username").asText(),
        event.path("verb").asText(),
        object.path("resource").asText() + (part.isEmpty() ? "" : "/" + part),
        object.path("namespace").asText(),
        object.path("name").asText(),
        Instant.parse(event.path("requestReceivedTimestamp").asText()));
  }
}
