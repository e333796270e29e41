package dev.steward.protocol.config;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.core.runtime.StageConfig;
import dev.steward.core.runtime.StageConfig.Member;
import dev.steward.core.runtime.StageConfig.TlsFiles;
import dev.steward.core.shard.Cut;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The part {@code stage} of a {@link RuntimeConfigJson}. */
final class StageConfigJson {

  private static final String FIELDS = "index, layers, starts, members, incarnation, tls";
  private static final String TLS_FIELDS = "certificate, key, trusted, name";
  private static final int MAX_STAGES = 64;
  private static final int MAX_LAYERS = 1 << 20;
  private static final int MAX_PATH = 4096;

  private StageConfigJson() {}

  /**
   * Writes a stage.
   *
   * @param index of the stage; empty: each member has one of its own, which its place tells it
   */
  static void write(JsonGenerator json, StageConfig stage, OptionalInt index) throws IOException {
    json.writeStartObject();
    if (index.isPresent()) {
      json.writeNumberField("index", index.getAsInt());
    }
    json.writeNumberField("layers", stage.cut().layers());
    json.writeArrayFieldStart("starts");
    for (int start : stage.cut().starts()) {
      json.writeNumber(start);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("members");
    for (var member : stage.members()) {
      json.writeString(member.host() + ":" + member.port());
    }
    json.writeEndArray();
    json.writeStringField("incarnation", stage.incarnation());
    if (stage.tls().isPresent()) {
      var tls = stage.tls().get();
      json.writeObjectFieldStart("tls");
      json.writeStringField("certificate", tls.certificate());
      json.writeStringField("key", tls.key());
      json.writeStringField("trusted", tls.trusted());
      json.writeStringField("name", tls.name());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /**
   * Reads a stage.
   *
   * @param place the index where none is written; empty: one must be
   */
  static StageConfig read(JsonReader json, OptionalInt place) throws IOException {
    var read = new Fields();
    read.index = place.orElse(-1);
    json.object(name -> {
      switch (name) {
        case "index" -> read.index = (int) json.integer(0, MAX_STAGES - 1);
        case "layers" -> read.layers = (int) json.integer(1, MAX_LAYERS);
        case "starts" -> read.starts = starts(json);
        case "members" -> read.members = members(json);
        case "incarnation" -> read.incarnation = json.string(63);
        case "tls" -> read.tls = tls(json);
        default -> throw json.unknown(FIELDS);
      }
    });
    try {
      return new StageConfig(
          read.index,
          new Cut(read.layers, read.starts),
          read.members,
          read.incarnation,
          Optional.ofNullable(read.tls));
    } catch (IllegalArgumentException e) {
      throw json.refused(
          "the parts don't fit each other: " + e.getMessage(), "the fields are " + FIELDS);
    }
  }

  private static List<Integer> starts(JsonReader json) throws IOException {
    var starts = new ArrayList<Integer>();
    json.array(() -> {
      bounded(json, starts.size());
      starts.add((int) json.integer(0, MAX_LAYERS));
    });
    return starts;
  }

  private static List<Member> members(JsonReader json) throws IOException {
    var members = new ArrayList<Member>();
    json.array(() -> {
      bounded(json, members.size());
      members.add(member(json));
    });
    return members;
  }

  private static void bounded(JsonReader json, int size) throws IOException {
    if (size == MAX_STAGES) {
      throw json.refused("there are more stages", "use at most " + MAX_STAGES);
    }
  }

  private static Member member(JsonReader json) throws IOException {
    var text = json.string(260);
    int colon = text.lastIndexOf(':');
    try {
      return new Member(
          text.substring(0, Math.max(colon, 0)), Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw json.refused("\"" + text + "\" is no address", "write HOST:PORT");
    }
  }

  private static TlsFiles tls(JsonReader json) throws IOException {
    var read = new TlsFields();
    json.object(name -> {
      switch (name) {
        case "certificate" -> read.certificate = json.string(MAX_PATH);
        case "key" -> read.key = json.string(MAX_PATH);
        case "trusted" -> read.trusted = json.string(MAX_PATH);
        case "name" -> read.name = json.string(253);
        default -> throw json.unknown(TLS_FIELDS);
      }
    });
    try {
      return new TlsFiles(read.certificate, read.key, read.trusted, read.name);
    } catch (IllegalArgumentException e) {
      throw json.refused(String.valueOf(e.getMessage()), "the fields are " + TLS_FIELDS);
    }
  }

  /** What was read so far; what is missing fits nothing. */
  private static final class Fields {
    int index = -1;
    int layers;
    List<Integer> starts = List.of();
    List<Member> members = List.of();
    String incarnation = "";
    @Nullable TlsFiles tls;
  }

  /** What was read so far of the files. */
  private static final class TlsFields {
    String certificate = "";
    String key = "";
    String trusted = "";
    String name = "";
  }
}
