package dev.steward.protocol.report;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.json.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An {@link EvidenceReport} and its {@link EvidenceAnswer} as JSON.
 *
 * <p>Example: {@code {"gateway": "steward-gateway-0", "state": "RECORDING", "detail": "", "late":
 * ["SINK"], "checkpoint": {"note": "…", "from": 120, "proof": ["…"]}}}, answered with {@code
 * {"othersRecording": 1, "witnessed": 120}}.
 */
public final class EvidenceReportJson {
  /** Bytes of a report, at most. */
  public static final int MAX_BYTES = 64 << 10;

  private static final int HASH = 44;

  private EvidenceReportJson() {}

  /** The report as JSON. */
  public static byte[] write(EvidenceReport report) {
    return JsonText.text(
            json -> {
              json.writeStartObject();
              json.writeStringField("gateway", report.gateway());
              json.writeStringField("state", report.state().name());
              json.writeStringField("detail", report.detail());
              if (!report.late().isEmpty()) {
                json.writeArrayFieldStart("late");
                for (var late : new TreeSet<>(report.late())) {
                  json.writeString(late.name());
                }
                json.writeEndArray();
              }
              if (report.claim().isPresent()) {
                var claim = report.claim().get();
                json.writeObjectFieldStart("checkpoint");
                json.writeStringField("note", claim.note());
                json.writeNumberField("from", claim.from());
                json.writeArrayFieldStart("proof");
                for (var hash : claim.proof()) {
                  json.writeString(hash);
                }
                json.writeEndArray();
                json.writeEndObject();
              }
              json.writeEndObject();
            })
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what {@link #write} wrote; anything else is refused. */
  public static Outcome<EvidenceReport> read(InputStream body) throws IOException {
    return JsonReader.document(body, EvidenceReportJson::report);
  }

  private static EvidenceReport report(JsonReader json) throws IOException {
    var read = new Report();
    json.object(name -> {
      switch (name) {
        case "gateway" -> read.gateway = json.string(LoadReport.LONGEST_NAME);
        case "state" -> read.state = state(json);
        case "detail" -> read.detail = json.string(EvidenceReport.LONGEST_DETAIL);
        case "late" -> json.array(() -> read.late.add(late(json)));
        case "checkpoint" -> read.claim = claim(json);
        default -> throw json.unknown("gateway, state, detail, late, checkpoint");
      }
    });
    var gateway = present(json, "gateway", read.gateway);
    if (gateway.isEmpty()) {
      throw json.refused("the gateway's name is empty", "name it");
    }
    return new EvidenceReport(
        gateway,
        present(json, "state", read.state),
        present(json, "detail", read.detail),
        read.late,
        Optional.ofNullable(read.claim));
  }

  private static EvidenceReport.State state(JsonReader json) throws IOException {
    var text = json.string(LoadReport.LONGEST_NAME);
    var found =
        Arrays.stream(EvidenceReport.State.values())
            .filter(state -> state.name().equals(text))
            .findFirst();
    if (found.isEmpty()) {
      throw json.refused("it is no state", "use RECORDING, FILLING, NEARLY_FULL or FAILING");
    }
    return found.get();
  }

  private static EvidenceReport.Late late(JsonReader json) throws IOException {
    var text = json.string(LoadReport.LONGEST_NAME);
    var found =
        Arrays.stream(EvidenceReport.Late.values())
            .filter(late -> late.name().equals(text))
            .findFirst();
    if (found.isEmpty()) {
      throw json.refused("nothing of this name can be late", "use SINK or SEALING");
    }
    return found.get();
  }

  private static EvidenceReport.Claim claim(JsonReader json) throws IOException {
    var read = new Claim();
    json.object(name -> {
      switch (name) {
        case "note" -> read.note = json.string(EvidenceReport.Claim.LONGEST_NOTE);
        case "from" -> read.from = json.integer(0, Long.MAX_VALUE);
        case "proof" ->
            json.array(() -> {
              if (read.proof.size() == EvidenceReport.Claim.LONGEST_PROOF) {
                throw json.refused("no proof is so long", "send fewer hashes");
              }
              read.proof.add(json.string(HASH));
            });
        default -> throw json.unknown("note, from, proof");
      }
    });
    return new EvidenceReport.Claim(
        present(json, "note", read.note), present(json, "from", read.from), read.proof);
  }

  /** The answer as JSON. */
  public static byte[] write(EvidenceAnswer answer) {
    return JsonText.text(
            json -> {
              json.writeStartObject();
              json.writeNumberField("othersRecording", answer.othersRecording());
              if (answer.witnessed().isPresent()) {
                json.writeNumberField("witnessed", answer.witnessed().getAsLong());
              }
              json.writeEndObject();
            })
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Reads an answer; anything else is refused. */
  public static Outcome<EvidenceAnswer> readAnswer(byte[] body) throws IOException {
    return JsonReader.document(new ByteArrayInputStream(body), EvidenceReportJson::answer);
  }

  private static EvidenceAnswer answer(JsonReader json) throws IOException {
    var read = new Answer();
    json.object(name -> {
      switch (name) {
        case "othersRecording" -> read.others = (int) json.integer(0, 1_000_000);
        case "witnessed" -> read.witnessed = OptionalLong.of(json.integer(0, Long.MAX_VALUE));
        default -> throw json.unknown("othersRecording, witnessed");
      }
    });
    return new EvidenceAnswer(present(json, "othersRecording", read.others), read.witnessed);
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
    EvidenceReport.@Nullable State state;
    @Nullable String detail;
    final Set<EvidenceReport.Late> late = EnumSet.noneOf(EvidenceReport.Late.class);
    EvidenceReport.@Nullable Claim claim;
  }

  private static final class Claim {
    @Nullable String note;
    @Nullable Long from;
    final List<String> proof = new ArrayList<>();
  }

  private static final class Answer {
    @Nullable Integer others;
    OptionalLong witnessed = OptionalLong.empty();
  }
}
