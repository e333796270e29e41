package dev.steward.cli;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.cli.service.Definitions;
import dev.steward.cli.service.ServiceFile;
import dev.steward.cli.service.ServiceReader;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The files a command line names. */
final class Sources {

  /** Larger than {@code YamlReader} takes in any encoding; it tells the exact bound. */
  private static final long MAX_BYTES = 16 * 1024 * 1024;

  private final ServiceReader reader;

  Sources() {
    var serialization = new KubernetesSerialization();
    reader = new ServiceReader(serialization, Definitions.modelService(serialization));
  }

  /** Reads and checks one file. */
  ServiceFile read(Path file) {
    return reader.read(file.toString(), text(file));
  }

  /** The services of a file that must be right and must have some. */
  List<ModelService> services(Path file, PrintWriter err) {
    var read = read(file);
    read.notes().forEach(note -> err.println("note: " + note));
    read.findings().forEach(finding -> err.println(finding.line(read.name())));
    if (!read.findings().isEmpty()) {
      throw Refused.because(
          file.toString(),
          "it has %s".formatted(counted(read.findings().size(), "mistake")),
          "correct the lines above");
    }
    if (read.services().isEmpty()) {
      throw Refused.because(
          file.toString(), "it has no ModelService", "write one, like examples/embedding.yaml");
    }
    return read.services();
  }

  static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** A file's text. */
  static String text(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw Refused.usage(file.toString(), "it is a folder", "name a file");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw Refused.because(file.toString(), "it has more than 16 MiB", "name a smaller file");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw Refused.usage(file.toString(), "there is no such file", "check the path");
    } catch (AccessDeniedException e) {
      throw Refused.usage(file.toString(), "it may not be read", "check its permissions");
    } catch (MalformedInputException e) {
      throw Refused.because(file.toString(), "it isn't UTF-8 text", "save it as UTF-8");
    } catch (IOException e) {
      throw Refused.because(
          file.toString(), "it can't be read: " + e.getMessage(), "check the path and the disk");
    }
  }
}
