package dev.steward.ledger.keep;

import dev.steward.ledger.merkle.TreeHasher;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.volume.Volume;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a bucket that may have left the volume, always the first ones, with the count of
 * their records: so a bucket can be destroyed, and its receipt be written, without reading them
 * again. It lies in {@code sealed/CLASS/DAY.files}, and is written before a file leaves.
 *
 * <pre>
 * steward-sealed-1 CHECK
 * SNAPSHOT                       the tally of the files below, in base 64
 * 000000000001.records
 * 000000000002.records
 * </pre>
 *
 * The check is the first 16 digits of SHA-256 over what follows it.
 */
public final class SealedFiles {

  /** All that is known of what left. */
  static final String FOLDER = "sealed";

  private static final String PLACE = FOLDER + "/place";
  private static final String SUFFIX = ".files";
  private static final String HEAD = "steward-sealed-1 ";

  private final Bucket bucket;
  private final byte[] snapshot;
  private final List<String> names;

  private SealedFiles(Bucket bucket, byte[] snapshot, List<String> names) {
    this.bucket = bucket;
    this.snapshot = snapshot;
    this.names = names;
  }

  /** Where files of this log were given to; empty if none ever was. */
  public static Optional<String> place(VolumeReader volume) throws IOException {
    return volume.read(PLACE).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
  }

  /** Keeps, durably, where files of this log are given to: before the first one is. */
  public static String place(Volume volume, String place) throws IOException {
    volume.replace(PLACE, (place + "\n").getBytes(StandardCharsets.UTF_8));
    return place;
  }

  private static String path(Bucket bucket) {
    return FOLDER + "/" + bucket.path() + SUFFIX;
  }

  /**
   * Those of a bucket; none if none was given away.
   *
   * @throws IOException if the list is damaged
   */
  public static SealedFiles read(VolumeReader volume, Bucket bucket) throws IOException {
    var bytes = volume.read(path(bucket));
    if (bytes.isEmpty()) {
      return new SealedFiles(bucket, Tally.empty().snapshot(), List.of());
    }
    var text = new String(bytes.get(), StandardCharsets.US_ASCII);
    var end = text.indexOf('\n');
    if (end >= 0 && text.startsWith(HEAD + check(text.substring(end + 1)) + "\n")) {
      var lines = text.substring(end + 1).lines().toList();
      return new SealedFiles(
          bucket, Base64.getDecoder().decode(lines.getFirst()), lines.subList(1, lines.size()));
    }
    throw new IOException(volume.place() + "/" + path(bucket) + " is damaged");
  }

  /**
   * The names in a folder of records of what may have left: a folder from which all left may be
   * missing in a copy.
   */
  public static List<String> list(VolumeReader volume, String folder) throws IOException {
    var bucket = RecordFiles.bucket(folder);
    if (bucket.isPresent()) {
      return read(volume, bucket.get()).names();
    }
    if (!folder.equals(RecordFiles.FOLDER) && !folder.startsWith(RecordFiles.FOLDER + "/")) {
      return List.of();
    }
    return volume.list(FOLDER + folder.substring(RecordFiles.FOLDER.length())).stream()
        .filter(name -> !name.equals("place"))
        .map(name ->
            name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name)
        .toList();
  }

  /** Forgets those of a bucket, durably: they are gone. */
  static void forget(Volume volume, Bucket bucket) throws IOException {
    volume.delete(path(bucket));
    volume.syncFolder(FOLDER + "/" + bucket.className());
  }

  /**
   * The same with the next file behind them, durable when it returns.
   *
   * @param with the tally with it
   */
  public SealedFiles and(Volume volume, String file, Tally with) throws IOException {
    var all = new ArrayList<>(names);
    all.add(file.substring(file.lastIndexOf('/') + 1));
    var next = new SealedFiles(bucket, with.snapshot(), List.copyOf(all));
    var tally = Base64.getEncoder().encodeToString(next.snapshot);
    var text = String.join("\n", Stream.concat(Stream.of(tally), all.stream()).toList()) + "\n";
    volume.replace(
        path(bucket), (HEAD + check(text) + "\n" + text).getBytes(StandardCharsets.US_ASCII));
    return next;
  }

  private static String check(String text) {
    var digest = TreeHasher.sha256().digest(text.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  /** The count of their records, to go on from. */
  public Tally tally() {
    return Tally.restore(snapshot).orElseThrow();
  }

  /** Their names, in order. */
  public List<String> names() {
    return names;
  }

  /** Whether this file is one of them. */
  public boolean names(String file) {
    return names.contains(file.substring(file.lastIndexOf('/') + 1));
  }
}
