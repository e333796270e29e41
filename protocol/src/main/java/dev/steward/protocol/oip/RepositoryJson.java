package dev.steward.protocol.oip;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.json.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Optional;

/**
 * Triton's extension {@value #EXTENSION} over REST ({@code extension_model_repository.md} of
 * triton-inference-server/server): what is asked, and the list that is answered.
 */
public final class RepositoryJson {

  /** Its name among a server's extensions. */
  public static final String EXTENSION = "model_repository";

  /** Of an unload: whether models go too that only this one needed. None does. */
  private static final String DEPENDENTS = "unload_dependents";

  private RepositoryJson() {}

  /** Which models are listed. */
  public enum Wanted {
    ALL,
    /** Those that can answer. */
    READY;

    /** What a flag says. */
    public static Wanted of(boolean ready) {
      return ready ? READY : ALL;
    }

    /** Whether that one is listed. */
    public boolean takes(RepositoryEntry entry) {
      return this == ALL || entry.unavailable().isEmpty();
    }
  }

  /**
   * Reads the body of {@code POST /v2/repository/index}: {@code {"ready": true}}, or nothing.
   *
   * @throws IOException when the body itself can't be read
   */
  public static Outcome<Wanted> index(InputStream body) throws IOException {
    return read(
        body,
        Wanted.ALL,
        json -> {
          var wanted = new Wanted[] {Wanted.ALL};
          json.object(name -> {
            if (!name.equals("ready")) {
              throw json.unknown("ready");
            }
            wanted[0] = Wanted.of(json.truth());
          });
          return wanted[0];
        });
  }

  /**
   * Reads the body of {@code POST /v2/repository/models/MODEL/load}: an object without parameters,
   * or nothing. True is all there is to be read.
   *
   * @throws IOException when the body itself can't be read
   */
  public static Outcome<Boolean> load(InputStream body) throws IOException {
    return read(body, true, json -> parameters(json, RepositoryJson::loadParameter));
  }

  /**
   * Reads the body of {@code POST /v2/repository/models/MODEL/unload}: nothing, or {@code
   * {"parameters": {"unload_dependents": true}}}.
   *
   * @throws IOException when the body itself can't be read
   */
  public static Outcome<Boolean> unload(InputStream body) throws IOException {
    return read(body, true, json -> parameters(json, RepositoryJson::unloadParameter));
  }

  /** Why a load doesn't take a parameter of that name. */
  public static Optional<Refusal> loadParameter(String name) {
    return Optional.of(
        refusal(
            name,
            name.equals("config") || name.startsWith("file:")
                ? "a model is loaded as its folder says, and nothing is put in its place"
                : "a load takes no parameters",
            "leave it out, and change the model's folder"));
  }

  /** Why an unload doesn't take a parameter of that name, if it doesn't. */
  public static Optional<Refusal> unloadParameter(String name) {
    return name.equals(DEPENDENTS)
        ? Optional.empty()
        : Optional.of(refusal(name, "an unload doesn't know it", "use " + DEPENDENTS));
  }

  private static Refusal refusal(String name, String problem, String remedy) {
    var shown = name.length() <= 100 ? name : name.substring(0, 99) + "…";
    return Refusal.of(
        ErrorCode.INVALID_REQUEST, new Violation("parameters." + shown, problem, remedy));
  }

  /** Says why a parameter isn't taken, if it isn't. */
  private interface Judging {
    Optional<Refusal> refused(String name);
  }

  private static boolean parameters(JsonReader json, Judging judging) throws IOException {
    json.object(name -> {
      if (!name.equals("parameters")) {
        throw json.unknown("parameters");
      }
      json.object(parameter -> {
        var refused = judging.refused(parameter);
        if (refused.isPresent()) {
          throw new RefusedException(refused.get());
        }
        json.truth();
      });
    });
    return true;
  }

  /** Clients send nothing where they have nothing to say. */
  private static <T> Outcome<T> read(InputStream body, T absent, JsonReader.ValueReading<T> reading)
      throws IOException {
    var bytes = new PushbackInputStream(body);
    int first = bytes.read();
    if (first < 0) {
      return Outcome.done(absent);
    }
    bytes.unread(first);
    return JsonReader.document(bytes, reading);
  }

  /** The body of an answer to {@code POST /v2/repository/index}. */
  public static byte[] write(List<RepositoryEntry> entries) {
    return JsonText.bytes(json -> {
      json.writeStartArray();
      for (var entry : entries) {
        json.writeStartObject();
        json.writeStringField("name", entry.name());
        json.writeStringField("version", entry.version());
        json.writeStringField("state", entry.state());
        json.writeStringField("reason", entry.unavailable().orElse(""));
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }
}
