package dev.steward.store.read;

import static java.util.Objects.requireNonNull;

import dev.steward.store.s3.S3Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where this process finds what paths name.
 *
 * @param claims the folder on which a claim is mounted
 * @param localFiles whether {@code file://} may be read
 * @param hosts web servers that may be asked
 * @param s3 the object store
 */
public record DataPlaces(
    Function<String, Optional<Path>> claims,
    LocalFiles localFiles,
    AllowedHosts hosts,
    S3Settings s3) {

  /** On a person's machine their files are inputs; in a cluster they would be a pod's own. */
  public enum LocalFiles {
    READABLE,
    REFUSED
  }

  public DataPlaces {
    requireNonNull(claims, "claims");
    requireNonNull(localFiles, "localFiles");
    requireNonNull(hosts, "hosts");
    requireNonNull(s3, "s3");
  }

  /** As a pod has them: claims mounted below {@code volumes}, the store in the environment. */
  public static DataPlaces ofPod(Path volumes, AllowedHosts hosts, Map<String, String> variables) {
    return new DataPlaces(
        claim -> Optional.of(volumes.resolve(claim)),
        LocalFiles.REFUSED,
        hosts,
        S3Settings.of(variables));
  }
}
