package dev.steward.core.task;

import dev.steward.core.check.Checked;
import java.net.URI;

/**
 * Where inputs or results lie. Unlike a URI's, the path stands as it is: a space is a space, {@code
 * %} is a percent sign. Only {@code https://} is a URI.
 *
 * <p>In inputs a path may be a {@link Glob}; {@code s3://scans/2026/*.png} names every such image.
 */
public sealed interface DataPath {

  /** The longest one taken. */
  int MAX_LENGTH = 1024;

  /** As it was written. */
  String text();

  /**
   * On this machine.
   *
   * @param path absolute, without {@code .} or {@code ..}
   */
  record Local(String path) implements DataPath {
    @Override
    public String text() {
      return "file://" + path;
    }
  }

  /**
   * On a PersistentVolumeClaim.
   *
   * @param claim its name
   * @param path inside the volume, relative, without {@code .} or {@code ..}; empty for its root
   */
  record Pvc(String claim, String path) implements DataPath {
    @Override
    public String text() {
      return "pvc://" + claim + "/" + path;
    }
  }

  /**
   * In an object store that speaks S3.
   *
   * @param bucket its name
   * @param key without {@code .} or {@code ..} as a part; empty for the whole bucket
   */
  record S3(String bucket, String key) implements DataPath {
    @Override
    public String text() {
      return "s3://" + bucket + "/" + key;
    }
  }

  /** On a web server; one address, no glob. */
  record Https(URI uri) implements DataPath {
    @Override
    public String text() {
      return uri.toString();
    }
  }

  /** Reads the path that stands in {@code field}. */
  static Checked<DataPath> parse(String field, String text) {
    return DataPathSyntax.parse(field, text);
  }
}
