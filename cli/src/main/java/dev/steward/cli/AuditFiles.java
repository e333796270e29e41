package dev.steward.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.VerifierKey;
import dev.steward.ledger.seal.FileRootKey;
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.volume.FolderReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that the commands of {@code steward audit} are given. */
final class AuditFiles {

  private AuditFiles() {}

  static FolderReader volume(Path folder) {
    if (!Files.isDirectory(folder.resolve("log"))) {
      throw Refused.usage(
          folder.toString(),
          "there is no evidence log",
          "name a gateway's volume, or a copy of it: a folder with log, records and keys");
    }
    return new FolderReader(folder);
  }

  /** All keys of the files, a line each. */
  static List<VerifierKey> keys(List<Path> files) {
    var keys = new ArrayList<VerifierKey>();
    for (var file : files) {
      Sources.text(file)
          .lines()
          .filter(line -> !line.isBlank())
          .map(line -> VerifierKey.parse(file.toString(), line).orThrow(Refused::because))
          .forEach(keys::add);
    }
    if (keys.isEmpty()) {
      throw Refused.usage(
          "--key", "it has no key", "name a file with the log's public key, NAME+ID+BASE64");
    }
    return keys;
  }

  static RootKey rootKey(Path file) {
    return FileRootKey.parse(file.toString(), Sources.text(file)).orThrow(Refused::because);
  }

  static SignedCheckpoint checkpoint(Path file, List<VerifierKey> keys) {
    return SignedCheckpoint.verify(file.toString(), Sources.text(file), keys)
        .orThrow(Refused::because);
  }

  static String json(Object value) {
    try {
      return new ObjectMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of texts and numbers are JSON", e);
    }
  }
}
