package dev.steward.store.sign;

import dev.steward.core.model.Digest;
import dev.steward.store.Json;
import dev.steward.store.RefusedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What was signed: the files of a model by their paths in its folder. Of the format's version 1.0
 * (sigstore/model-transparency, {@code model_signing_format.md}) what {@code model_signing sign}
 * writes unless it is told otherwise: whole files, by SHA-256.
 *
 * @param files a model that is one file has it by the name {@value #ITSELF}
 * @param leftOut paths that the signer has left out, and all below them
 */
public record Manifest(Map<String, Digest> files, List<String> leftOut) {

  /** What a model that is one file is called. */
  public static final String ITSELF = ".";

  /** A folder of more files is no model. */
  private static final int MAX_FILES = 10_000;

  private static final String STATEMENT = "https://in-toto.io/Statement/v1";
  private static final String PREDICATE = "https://model_signing/signature/v1.0";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  public Manifest {
    files = Map.copyOf(files);
    leftOut = List.copyOf(leftOut);
  }

  /** Reads a statement whose signature holds. */
  static Manifest read(byte[] statement) throws UnsignedException {
    Json json;
    try {
      json = Json.parse(statement);
    } catch (RefusedException e) {
      throw UnsignedException.unreadable("what is signed: " + e.problem());
    }
    if (!json.text("_type").orElse("").equals(STATEMENT)
        || !json.text("predicateType").orElse("").equals(PREDICATE)) {
      throw UnsignedException.unreadable("what is signed is no list of a model's files");
    }
    var predicate = json.field("predicate").orElseThrow(Manifest::incomplete);
    var how = predicate.field("serialization").orElseThrow(Manifest::incomplete);
    var method = how.text("method").orElse("");
    var hash = how.text("hash_type").orElse("");
    if (!method.equals("files") || !hash.equals("sha256")) {
      throw UnsignedException.unreadable(
          "it lists %s by %s, and what is taken are files by sha256".formatted(method, hash));
    }
    var files = files(predicate);
    mustBeOf(files, json);
    return new Manifest(files, leftOut(how));
  }

  private static Map<String, Digest> files(Json predicate) throws UnsignedException {
    var files = new LinkedHashMap<String, Digest>();
    for (var item : predicate.items("resources")) {
      var name = item.text("name").orElse("");
      var hex = item.text("digest").orElse("");
      if (name.isEmpty()
          || !HEX.matcher(hex).matches()
          || !item.text("algorithm").orElse("").equals("sha256")) {
        throw UnsignedException.unreadable("one of its files has no name, or no SHA-256");
      }
      if (files.put(name, new Digest(hex)) != null) {
        throw UnsignedException.unreadable("it has a file twice");
      }
      if (files.size() > MAX_FILES) {
        throw UnsignedException.unreadable("it has more than %d files".formatted(MAX_FILES));
      }
    }
    if (files.isEmpty()) {
      throw UnsignedException.unreadable("it lists no files");
    }
    return files;
  }

  /** The statement's subject is all files' digests, one after the other, under one digest. */
  private static void mustBeOf(Map<String, Digest> files, Json statement) throws UnsignedException {
    var subjects = statement.items("subject");
    var wanted =
        subjects.size() == 1
            ? subjects.getFirst().field("digest").flatMap(it -> it.text("sha256")).orElse("")
            : "";
    MessageDigest all;
    try {
      all = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    files.values().forEach(file -> all.update(HexFormat.of().parseHex(file.hex())));
    if (!HexFormat.of().formatHex(all.digest()).equals(wanted)) {
      throw UnsignedException.unreadable("its subject isn't the files that it lists");
    }
  }

  private static List<String> leftOut(Json how) {
    var paths = new ArrayList<String>();
    how.items("ignore_paths").forEach(item -> item.asText().ifPresent(paths::add));
    return paths;
  }

  private static UnsignedException incomplete() {
    return UnsignedException.unreadable("what is signed is incomplete");
  }
}
