package dev.steward.store.write;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A folder, wherever it lies, in which every name is written once. */
public interface OutputPlace extends AutoCloseable {

  /**
   * Keeps {@code bytes} under {@code name}, unless there is something.
   *
   * @param name parts of letters, digits, {@code .}, {@code -} and {@code _}, with slashes between
   */
  Created create(String name, byte[] bytes) throws IOException;

  /** Keeps the bytes of {@code file} under {@code name}, unless there is something. */
  Created create(String name, Path file) throws IOException;

  /** What is kept under {@code name}, as a stream; empty where there is nothing. */
  Optional<InputStream> open(String name) throws IOException;

  /**
   * Some bytes of what is kept under {@code name}.
   *
   * @return fewer where it ends before; empty where there is nothing
   */
  default Optional<byte[]> read(String name, long from, int most) throws IOException {
    var stream = open(name);
    if (stream.isEmpty()) {
      return Optional.empty();
    }
    try (var in = stream.get()) {
      try {
        in.skipNBytes(from);
      } catch (EOFException e) {
        return Optional.of(new byte[0]);
      }
      return Optional.of(in.readNBytes(most));
    }
  }

  /** Forgets {@code name}, if it is there: for marks, whose meaning passes. */
  void delete(String name) throws IOException;

  /** The names in {@code folder}, without it, sorted. */
  List<String> list(String folder) throws IOException;

  /** As a person finds it: {@code s3://scans/text/}. */
  String text(String name);

  @Override
  void close();

  /** All that is kept under {@code name}. */
  default Optional<byte[]> read(String name) throws IOException {
    var stream = open(name);
    if (stream.isEmpty()) {
      return Optional.empty();
    }
    try (var in = stream.get()) {
      return Optional.of(in.readAllBytes());
    }
  }
}
