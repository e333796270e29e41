package dev.steward.store;

import dev.steward.core.error.LoadException;
import dev.steward.core.model.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What a model is made of, as the place it lies in says.
 *
 * @param key hexadecimal; another for all other bytes or files
 * @param parts the first ones first, where later ones change what earlier ones left
 */
record Parts(String key, List<Part> parts) {

  /** One thing that is downloaded. */
  sealed interface Part {
    Wanted wanted();

    /**
     * Where it is kept: {@code sha256/HEX}, or {@code version/HEX} where only its version is known.
     */
    String kind();

    String hex();
  }

  /**
   * A file of the model.
   *
   * @param path in its folder; plain
   * @param gitHash SHA-1 that git has of it, where that is what its place says
   */
  record AsFile(Wanted wanted, String kind, String hex, String path, Optional<String> gitHash)
      implements Part {

    /** A file of a known digest. */
    static AsFile of(Wanted wanted, Digest digest, String path) {
      return new AsFile(wanted, "sha256", digest.hex(), path, Optional.empty());
    }
  }

  /** An archive that is unpacked into the model's folder. */
  record Unpacked(Wanted wanted, Digest digest, TarFiles.Packing packing, TarFiles.Layout layout)
      implements Part {
    @Override
    public String kind() {
      return "sha256";
    }

    @Override
    public String hex() {
      return digest.hex();
    }
  }

  Parts {
    parts = List.copyOf(parts);
  }

  /** Bytes of all parts; those that say no size count as none. */
  long bytes() {
    return parts.stream().mapToLong(part -> part.wanted().size().orElse(0)).sum();
  }

  /** Bytes that are needed while it is put together: archives lie beside what is in them. */
  long bytesNeeded() {
    return parts.stream()
        .mapToLong(part -> {
          long size = part.wanted().size().orElse(0);
          return switch (part) {
            case AsFile file -> size;
            case Unpacked archive -> 2 * size;
          };
        })
        .sum();
  }

  /**
   * The same, within bounds.
   *
   * @throws LoadException when it has more bytes or files than taken
   */
  Parts within(String name, DownloadLimits limits) throws LoadException {
    if (parts.size() > Digests.MAX_FILES) {
      throw Failed.corrupt(name, "it has more than %d files".formatted(Digests.MAX_FILES));
    }
    long left = limits.bytes();
    for (var part : parts) {
      left -= part.wanted().size().orElse(0);
      if (left < 0) {
        throw Failed.tooLarge(name, "more than that many bytes", limits.bytes());
      }
    }
    return this;
  }
}
