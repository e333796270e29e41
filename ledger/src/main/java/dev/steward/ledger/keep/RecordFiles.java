package dev.steward.ledger.keep;

import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Where records lie; see the package. */
public final class RecordFiles {

  /** All records. */
  static final String FOLDER = "records";

  /** Those that are kept for good. */
  static final String KEPT = FOLDER + "/kept";

  private static final String SUFFIX = ".records";

  private RecordFiles() {}

  /** Where the files of a bucket lie. */
  public static String folder(Bucket bucket) {
    return FOLDER + "/" + bucket.path();
  }

  static String file(String folder, long journal) {
    return folder + "/" + name(journal);
  }

  static String name(long journal) {
    return "%012d".formatted(journal) + SUFFIX;
  }

  /** The bucket whose files lie in this folder. */
  public static Optional<Bucket> bucket(String folder) {
    var parts = folder.split("/", -1);
    return parts.length == 3 && parts[0].equals(FOLDER)
        ? Bucket.of(parts[1], parts[2])
        : Optional.empty();
  }

  /** The buckets of which there are files. */
  public static List<Bucket> buckets(VolumeReader volume) throws IOException {
    var buckets = new ArrayList<Bucket>();
    for (var retention : volume.list(FOLDER)) {
      for (var day : volume.list(FOLDER + "/" + retention)) {
        Bucket.of(retention, day).ifPresent(buckets::add);
      }
    }
    return buckets;
  }

  /** The files of a bucket, in the order of their entries. */
  public static List<String> of(VolumeReader volume, Bucket bucket) throws IOException {
    return files(volume, folder(bucket));
  }

  /** The files of what is kept for good, in the order of their entries. */
  public static List<String> kept(VolumeReader volume) throws IOException {
    return files(volume, KEPT);
  }

  /** Whatever lies among records and keys and has a name that no log gives. */
  public static List<String> strange(VolumeReader volume) throws IOException {
    var strange = new ArrayList<String>();
    for (var retention : volume.list(FOLDER)) {
      var folder = FOLDER + "/" + retention;
      for (var name : volume.list(folder)) {
        var place = folder + "/" + name;
        if (folder.equals(KEPT) ? !isFile(name) : Bucket.of(retention, name).isEmpty()) {
          strange.add(place);
        }
        for (var file : volume.list(place)) {
          if (!isFile(file)) {
            strange.add(place + "/" + file);
          }
        }
      }
    }
    for (var retention : volume.list(KeyFile.FOLDER)) {
      for (var name : volume.list(KeyFile.FOLDER + "/" + retention)) {
        if (KeyFile.bucket(retention, name).isEmpty()) {
          strange.add(KeyFile.FOLDER + "/" + retention + "/" + name);
        }
      }
    }
    return strange;
  }

  /** The number of the journal whose records are in a file; empty of one that no log has. */
  public static OptionalLong journal(String file) {
    var name = file.substring(file.lastIndexOf('/') + 1);
    return isFile(name)
        ? OptionalLong.of(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())))
        : OptionalLong.empty();
  }

  private static boolean isFile(String name) {
    return name.matches("[0-9]{12}\\" + SUFFIX);
  }

  private static List<String> files(VolumeReader volume, String folder) throws IOException {
    return volume.list(folder).stream()
        .filter(name -> name.endsWith(SUFFIX))
        .map(name -> folder + "/" + name)
        .toList();
  }
}
