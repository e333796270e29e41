package dev.steward.protocol.report;

import dev.steward.core.error.Outcome;
import dev.steward.core.serving.ServiceId;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.json.RefusedException;
import dev.steward.protocol.report.LoadReport.ServiceLoad;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LoadReport} as JSON.
 *
 * <p>Example: {@code {"gateway": "steward-gateway-0", "second": 1764079200, "millis": 1000,
 * "services": [{"namespace": "team-a", "name": "minilm", "uid": "…", "busyMillis": 1500,
 * "waitMillis": 0, "arrived": 12, "finished": 11, "waiting": 0}]}}.
 */
public final class LoadReportJson {
  /** Bytes of a report, at most: 10,000 services of 400 bytes each. */
  public static final int MAX_BYTES = 4 << 20;

  private static final long MOST = 1_000_000_000_000L;

  private LoadReportJson() {}

  /** The report as JSON. */
  public static byte[] write(LoadReport report) {
    return JsonText.text(
            json -> {
              json.writeStartObject();
              json.writeStringField("gateway", report.gateway());
              json.writeNumberField("second", report.second());
              json.writeNumberField("millis", report.millis());
              json.writeArrayFieldStart("services");
              for (var load : report.services()) {
                json.writeStartObject();
                json.writeStringField("namespace", load.service().namespace());
                json.writeStringField("name", load.service().name());
                json.writeStringField("uid", load.service().uid());
                json.writeNumberField("busyMillis", load.busyMillis());
                json.writeNumberField("waitMillis", load.waitMillis());
                json.writeNumberField("arrived", load.arrived());
                json.writeNumberField("finished", load.finished());
                json.writeNumberField("waiting", load.waiting());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            })
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what {@link #write} wrote; anything else is refused. */
  public static Outcome<LoadReport> read(InputStream body) throws IOException {
    return JsonReader.document(body, LoadReportJson::report);
  }

  private static LoadReport report(JsonReader json) throws IOException {
    var read = new Report();
    json.object(name -> {
      switch (name) {
        case "gateway" -> read.gateway = text(json, LoadReport.LONGEST_NAME);
        case "second" -> read.second = json.integer(0, MOST);
        case "millis" -> read.millis = (int) json.integer(1, 1000);
        case "services" ->
            json.array(() -> {
              if (read.services.size() == LoadReport.MOST_SERVICES) {
                throw json.refused("there are more than 10000", "send fewer");
              }
              read.services.add(service(json));
            });
        default -> throw json.unknown("gateway, second, millis, services");
      }
    });
    return new LoadReport(
        present(json, "gateway", read.gateway),
        present(json, "second", read.second),
        present(json, "millis", read.millis),
        read.services);
  }

  private static ServiceLoad service(JsonReader json) throws IOException {
    var read = new Service();
    json.object(name -> {
      switch (name) {
        case "namespace" -> read.namespace = text(json, 63);
        case "name" -> read.name = text(json, 63);
        case "uid" -> read.uid = text(json, 64);
        case "busyMillis" -> read.busyMillis = json.integer(0, MOST);
        case "waitMillis" -> read.waitMillis = json.integer(0, MOST);
        case "arrived" -> read.arrived = json.integer(0, MOST);
        case "finished" -> read.finished = json.integer(0, MOST);
        case "waiting" -> read.waiting = json.integer(0, MOST);
        default ->
            throw json.unknown(
                "namespace, name, uid, busyMillis, waitMillis, arrived, finished, waiting");
      }
    });
    return new ServiceLoad(
        new ServiceId(
            present(json, "namespace", read.namespace),
            present(json, "name", read.name),
            present(json, "uid", read.uid)),
        read.busyMillis,
        read.waitMillis,
        read.arrived,
        read.finished,
        read.waiting);
  }

  private static String text(JsonReader json, int longest) throws IOException {
    var text = json.string(longest);
    if (text.isEmpty()) {
      throw json.refused("it is empty", "name it");
    }
    return text;
  }

  private static <T> T present(JsonReader json, String name, @Nullable T value)
      throws RefusedException {
    if (value == null) {
      throw json.missing(name, "add it");
    }
    return value;
  }

  private static final class Report {
    @Nullable String gateway;
    @Nullable Long second;
    @Nullable Integer millis;
    final List<ServiceLoad> services = new ArrayList<>();
  }

  private static final class Service {
    @Nullable String namespace;
    @Nullable String name;
    @Nullable String uid;
    long busyMillis;
    long waitMillis;
    long arrived;
    long finished;
    long waiting;
  }
}
