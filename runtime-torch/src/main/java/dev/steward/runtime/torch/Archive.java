package dev.steward.runtime.torch;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Looks at an archive before the engine does: whether it is TorchScript, whole, and plainly stored,
 * and that its code names none of the operators that read and write files of the machine.
 *
 * <p>TorchScript is a program. This keeps out what can be told by looking; who may write the model
 * is still whom one trusts.
 */
final class Archive {

  /** As {@code torch.jit.save} writes them, below a folder that has the archive's name. */
  private static final List<String> PARTS = List.of("data.pkl", "constants.pkl", "version");

  /** {@code aten::from_file} and {@code aten::save}; code can't name them otherwise. */
  private static final Pattern FILES = Pattern.compile("\\b(from_file|save)\\b");

  private static final int MOST_ENTRIES = 1_000_000;
  private static final long MOST_CODE = 64L << 20;
  private static final int PICKLE = 0x80;

  private final String name;
  private final ZipFile zip;
  private long code;
  private long stored;

  private Archive(String name, ZipFile zip) {
    this.name = name;
    this.zip = zip;
  }

  /**
   * Looks.
   *
   * @throws LoadException when it isn't what the engine should be given
   */
  static void check(Path file) throws LoadException {
    var name = String.valueOf(file.getFileName());
    try (var zip = new ZipFile(file.toFile())) {
      new Archive(name, zip).check(Files.size(file));
    } catch (ZipException e) {
      throw unreadable(
          name, isPickle(file) ? "it is a bare pickle" : String.valueOf(e.getMessage()));
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(name, String.valueOf(e.getMessage()));
    }
  }

  private void check(long size) throws IOException, LoadException {
    if (zip.size() > MOST_ENTRIES) {
      throw unreadable(name, "it has " + zip.size() + " entries");
    }
    for (var entry : Collections.list(zip.entries())) {
      check(entry, size);
    }
    for (var part : PARTS) {
      if (zip.stream().noneMatch(entry -> entry.getName().endsWith("/" + part))) {
        throw unreadable(name, "it has no " + part);
      }
    }
    if (code == 0) {
      throw unreadable(name, "it has weights and no code, as torch.save writes it");
    }
  }

  private void check(ZipEntry entry, long size) throws IOException, LoadException {
    stored += entry.getSize();
    if (entry.getMethod() != ZipEntry.STORED || stored > size) {
      throw unreadable(name, "\"" + entry.getName() + "\" isn't stored as it is");
    }
    if (!entry.getName().endsWith(".py")) {
      return;
    }
    code += entry.getSize();
    if (code > MOST_CODE) {
      throw unreadable(name, "its code has more than " + MOST_CODE + " bytes");
    }
    try (var bytes = zip.getInputStream(entry)) {
      var named = FILES.matcher(new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
      if (named.find()) {
        throw new LoadException(
            ErrorCode.MODEL_UNSUITABLE,
            "spec.model.uri",
            "%s: its code names \"%s\", and operators of that name read and write files of the"
                    .formatted(name, named.group())
                + " machine",
            "take it out, or call it otherwise where it is a name of your own");
      }
    }
  }

  private static boolean isPickle(Path file) {
    try (var bytes = Files.newInputStream(file)) {
      return bytes.read() == PICKLE;
    } catch (IOException e) {
      return false;
    }
  }

  private static LoadException unreadable(String name, String problem) {
    return new LoadException(
        ErrorCode.MODEL_CORRUPT,
        "spec.model.uri",
        name + " can't be read as TorchScript: " + problem,
        "save the model with torch.jit.save(torch.jit.trace(model, example), \""
            + name
            + "\"), and"
            + " check that the file is whole");
  }
}
