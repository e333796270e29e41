package dev.steward.protocol.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.core.error.Outcome;
import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.PolicyInForce;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.json.RefusedException;
import dev.steward.protocol.report.PolicyAnswer.Memory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PolicyReport} and its {@link PolicyAnswer} as JSON. Services that are judged alike stand
 * together.
 *
 * <p>Example: {@code {"gateway": "steward-gateway-0", "process": "3f2a91c4", "number": 7,
 * "running": [{"digest": "v1:sha256:…", "intake": "OPEN", "services": ["0b6c…", "93ab…"]}]}}; while
 * nothing changes {@code {"gateway": "steward-gateway-0", "process": "3f2a91c4", "number": 7}}.
 * Answered with {@code {"known": true}}, or {@code {"known": true, "behind": [{"digest":
 * "v1:sha256:…", "intake": "OPEN", "services": ["0b6c…"]}, {"services": ["93ab…"]}]}}, where the
 * last one should be governed and isn't.
 */
public final class PolicyReportJson {
  /** Bytes of either, at most: 10,000 services of 300 bytes each, of which no two are alike. */
  public static final int MAX_BYTES = 4 << 20;

  private static final int LONGEST_WORD = 100;

  private PolicyReportJson() {}

  /** The report as JSON. */
  public static byte[] write(PolicyReport report) {
    return JsonText.text(
            json -> {
              json.writeStartObject();
              json.writeStringField("gateway", report.gateway());
              json.writeStringField("process", report.process());
              json.writeNumberField("number", report.number());
              if (report.running().isPresent()) {
                var running = new TreeMap<String, Optional<PolicyInForce>>();
                report.running().get().forEach((uid, it) -> running.put(uid, Optional.of(it)));
                alike(json, "running", running);
              }
              json.writeEndObject();
            })
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void alike(
      JsonGenerator json, String field, Map<String, Optional<PolicyInForce>> services)
      throws IOException {
    var alike = new HashMap<Optional<PolicyInForce>, List<String>>();
    new TreeMap<>(services)
        .forEach((uid, policy) -> alike.computeIfAbsent(policy, key -> new ArrayList<>()).add(uid));
    json.writeArrayFieldStart(field);
    for (var group : alike.entrySet()) {
      json.writeStartObject();
      if (group.getKey().isPresent()) {
        json.writeStringField("digest", group.getKey().get().digest().text());
        json.writeStringField("intake", group.getKey().get().intake().name());
      }
      json.writeArrayFieldStart("services");
      for (var uid : group.getValue()) {
        json.writeString(uid);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Reads what {@link #write} wrote; anything else is refused. */
  public static Outcome<PolicyReport> read(InputStream body) throws IOException {
    return JsonReader.document(body, PolicyReportJson::report);
  }

  private static PolicyReport report(JsonReader json) throws IOException {
    var read = new Report();
    json.object(name -> {
      switch (name) {
        case "gateway" -> read.gateway = text(json, LoadReport.LONGEST_NAME);
        case "process" -> read.process = text(json, PolicyReport.LONGEST_PROCESS);
        case "number" -> read.number = json.integer(1, Long.MAX_VALUE);
        case "running" -> {
          var running = new HashMap<String, PolicyInForce>();
          for (var each : alike(json).entrySet()) {
            running.put(each.getKey(), present(json, "digest", each.getValue().orElse(null)));
          }
          read.running = running;
        }
        default -> throw json.unknown("gateway, process, number, running");
      }
    });
    return new PolicyReport(
        present(json, "gateway", read.gateway),
        present(json, "process", read.process),
        present(json, "number", read.number),
        Optional.ofNullable(read.running));
  }

  private static Map<String, Optional<PolicyInForce>> alike(JsonReader json) throws IOException {
    var services = new HashMap<String, Optional<PolicyInForce>>();
    json.array(() -> group(json, services));
    return services;
  }

  private static void group(JsonReader json, Map<String, Optional<PolicyInForce>> services)
      throws IOException {
    var read = new Group();
    json.object(name -> {
      switch (name) {
        case "digest" -> read.digest = digest(json);
        case "intake" -> read.intake = intake(json);
        case "services" ->
            json.array(() -> {
              if (services.size() + read.services.size() == LoadReport.MOST_SERVICES) {
                throw json.refused("there are more than 10000", "send fewer");
              }
              read.services.add(text(json, PolicyReport.LONGEST_UID));
            });
        default -> throw json.unknown("digest, intake, services");
      }
    });
    var policy =
        read.digest == null && read.intake == null
            ? Optional.<PolicyInForce>empty()
            : Optional.of(
                new PolicyInForce(
                    present(json, "digest", read.digest), present(json, "intake", read.intake)));
    for (var uid : read.services) {
      if (services.put(uid, policy) != null) {
        throw json.refused("service %s stands there twice".formatted(uid), "name it once");
      }
    }
  }

  private static PolicyDigest digest(JsonReader json) throws IOException {
    var found = PolicyDigest.parse(json.string(LONGEST_WORD));
    if (found.isEmpty()) {
      throw json.refused("it is no digest of a policy", "send v1:sha256: and 64 digits");
    }
    return found.get();
  }

  private static Intake intake(JsonReader json) throws IOException {
    var text = json.string(LONGEST_WORD);
    var found =
        Arrays.stream(Intake.values()).filter(intake -> intake.name().equals(text)).findFirst();
    if (found.isEmpty()) {
      throw json.refused("it is no intake", "use OPEN or REFUSED");
    }
    return found.get();
  }

  /** The answer as JSON. */
  public static byte[] write(PolicyAnswer answer) {
    return JsonText.text(
            json -> {
              json.writeStartObject();
              json.writeBooleanField("known", answer.memory() == Memory.KNOWN);
              if (!answer.behind().isEmpty()) {
                alike(json, "behind", answer.behind());
              }
              json.writeEndObject();
            })
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Reads an answer; anything else is refused. */
  public static Outcome<PolicyAnswer> readAnswer(byte[] body) throws IOException {
    return JsonReader.document(body, PolicyReportJson::answer);
  }

  private static PolicyAnswer answer(JsonReader json) throws IOException {
    var read = new Answer();
    json.object(name -> {
      switch (name) {
        case "known" -> read.memory = json.truth() ? Memory.KNOWN : Memory.UNKNOWN;
        case "behind" -> read.behind = alike(json);
        default -> throw json.unknown("known, behind");
      }
    });
    return new PolicyAnswer(present(json, "known", read.memory), read.behind);
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
    @Nullable String process;
    @Nullable Long number;
    @Nullable Map<String, PolicyInForce> running;
  }

  private static final class Group {
    @Nullable PolicyDigest digest;
    @Nullable Intake intake;
    final List<String> services = new ArrayList<>();
  }

  private static final class Answer {
    @Nullable Memory memory;
    Map<String, Optional<PolicyInForce>> behind = Map.of();
  }
}
