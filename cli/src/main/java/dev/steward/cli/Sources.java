package dev.steward.cli;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.cli.service.ServiceFile;
import dev.steward.cli.service.ServiceReader;
import dev.steward.operator.policy.StoredPolicy;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files a command line names. */
final class Sources {

  /** Larger than {@code YamlReader} takes in any encoding; it tells the exact bound. */
  private static final long MAX_BYTES = 16 * 1024 * 1024;

  private final ServiceReader reader;

  Sources() {
    reader = new ServiceReader(new KubernetesSerialization());
  }

  /** Reads and checks a text that stands in a file. */
  ServiceFile read(String name, String text) {
    return reader.read(name, text);
  }

  /** Reads and checks one file. */
  ServiceFile read(Path file) {
    return reader.read(file.toString(), text(file));
  }

  /** The services of a file that must be right and must have some. */
  List<ModelService> services(Path file, PrintWriter err) {
    var read = sound(file, err);
    if (read.services().isEmpty()) {
      throw Refused.because(
          file.toString(), "it has no ModelService", "write one, like examples/embedding.yaml");
    }
    return read.services();
  }

  /** The policies of files that must be right and must have some. */
  List<StoredPolicy> policies(List<Path> files, PrintWriter err) {
    var policies = new ArrayList<StoredPolicy>();
    for (var file : files) {
      var read = sound(file, err);
      if (read.policies().isEmpty()) {
        throw Refused.because(
            file.toString(),
            "it has no policy",
            "write one, like examples/policies/internal-default.yaml");
      }
      policies.addAll(read.policies());
    }
    return policies;
  }

  /** The one task of a file that must be right. */
  InferenceTask task(Path file, PrintWriter err) {
    var read = sound(file, err);
    if (read.tasks().size() != 1) {
      throw Refused.because(
          file.toString(),
          "it has " + counted(read.tasks().size(), "InferenceTask"),
          "name a file with one, like examples/ocr-by-path/task.yaml");
    }
    return read.tasks().getFirst();
  }

  private ServiceFile sound(Path file, PrintWriter err) {
    var read = read(file);
    read.notes().forEach(note -> err.println("note: " + note));
    read.findings().forEach(finding -> err.println(finding.line(read.name())));
    if (!read.findings().isEmpty()) {
      throw Refused.because(
          file.toString(),
          "it has %s".formatted(counted(read.findings().size(), "mistake")),
          "correct the lines above");
    }
    return read;
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
