package dev.steward.ledger.keep;

import dev.steward.ledger.entry.BucketHead;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.merkle.TreeHasher;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.seal.BucketKey;
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The file of a bucket's key: a line {@code steward-key-1 ROOT ID WRAPPED CHECK}, or {@code
 * destroyed}. The check, the first 16 digits of SHA-256 over the bucket's path, a space and the
 * line before it, tells damage and a wrong place even to who hasn't the root key.
 */
public final class KeyFile {

  /** All keys. */
  static final String FOLDER = "keys";

  /** How their files' names end. */
  static final String SUFFIX = ".key";

  static final String DESTROYED = "destroyed\n";

  private static final Pattern LINE =
      Pattern.compile("steward-key-1 (\\S+) ([0-9a-f]{16}) ([A-Za-z0-9+/=]+) ([0-9a-f]{16})\n");

  private KeyFile() {}

  /** Where a bucket's key lies. */
  public static String path(Bucket bucket) {
    return FOLDER + "/" + bucket.path() + SUFFIX;
  }

  /** The bucket whose key is in a file of this name in the folder of a retention. */
  static Optional<Bucket> bucket(String retention, String name) {
    return name.endsWith(SUFFIX)
        ? Bucket.of(retention, name.substring(0, name.length() - SUFFIX.length()))
        : Optional.empty();
  }

  /** The buckets that have, or had, a key. */
  public static List<Bucket> buckets(VolumeReader volume) throws IOException {
    var buckets = new ArrayList<Bucket>();
    for (var retention : volume.list(FOLDER)) {
      for (var name : volume.list(FOLDER + "/" + retention)) {
        bucket(retention, name).ifPresent(buckets::add);
      }
    }
    return buckets;
  }

  /** A wrapped key is of use for its own bucket alone. */
  static String context(Bucket bucket, String keyId) {
    return "steward.dev/bucket-key/1 " + bucket.path() + " " + keyId;
  }

  static byte[] text(Bucket bucket, String rootId, String keyId, byte[] wrapped) {
    var encoded = Base64.getEncoder().encodeToString(wrapped);
    var line = "steward-key-1 %s %s %s".formatted(rootId, keyId, encoded);
    return (line + " " + check(bucket, line) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static String check(Bucket bucket, String line) {
    var checked = bucket.path() + " " + line;
    var digest = TreeHasher.sha256().digest(checked.getBytes(StandardCharsets.ISO_8859_1));
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  /** The parts of a whole line: 1 the root key's id, 2 the key's, 3 the wrapped key. */
  private static Optional<MatchResult> parts(Bucket bucket, byte[] file) {
    var text = new String(file, StandardCharsets.ISO_8859_1);
    var line = LINE.matcher(text);
    return line.matches()
            && check(bucket, text.substring(0, text.lastIndexOf(' '))).equals(line.group(4))
        ? Optional.of(line.toMatchResult())
        : Optional.empty();
  }

  /** The id of a key that is there; empty if there is none, or it isn't whole. */
  public static Optional<String> keyId(VolumeReader volume, Bucket bucket) throws IOException {
    return volume
        .read(path(bucket))
        .flatMap(file -> parts(bucket, file))
        .map(parts -> parts.group(2));
  }

  /** The id of the root key that wrapped a key; empty if there is none, or it isn't whole. */
  public static Optional<String> rootId(VolumeReader volume, Bucket bucket) throws IOException {
    return volume
        .read(path(bucket))
        .flatMap(file -> parts(bucket, file))
        .map(parts -> parts.group(1));
  }

  /** Reads and unwraps the key of a bucket. */
  public static KeyState read(VolumeReader volume, Bucket bucket, RootKey root)
      throws IOException, LedgerException {
    var bytes = volume.read(path(bucket));
    if (bytes.isEmpty()) {
      return new KeyState.Absent();
    }
    if (isDestroyed(volume, bucket)) {
      return new KeyState.Destroyed();
    }
    var place = volume.place() + "/" + path(bucket);
    var line =
        parts(bucket, bytes.get())
            .orElseThrow(() ->
                LedgerException.of(
                    place,
                    "it is no wrapped key",
                    "restore it from a copy; its records can't be read"));
    if (!line.group(1).equals(root.id())) {
      throw LedgerException.of(
          place,
          "it was wrapped by root key %s, not by %s".formatted(line.group(1), root.id()),
          "give the log the root key that it was begun with");
    }
    try {
      var wrapped = Base64.getDecoder().decode(line.group(3));
      var key = root.unwrap(wrapped, context(bucket, line.group(2)));
      return new KeyState.Present(
          new OpenBucket(BucketHead.of(bucket), new BucketKey(line.group(2), key)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw LedgerException.of(
          place,
          "it can't be unwrapped",
          "restore it from a copy, and check that the root key is the right one");
    }
  }

  /** Whether nothing is left of a key: it says so, or a crash came between the zeros and that. */
  public static boolean isDestroyed(VolumeReader volume, Bucket bucket) throws IOException {
    var bytes = volume.read(path(bucket));
    if (bytes.isEmpty()) {
      return false;
    }
    var text = new String(bytes.get(), StandardCharsets.US_ASCII);
    return text.equals(DESTROYED) || (!text.isEmpty() && text.chars().allMatch(c -> c == 0));
  }
}
