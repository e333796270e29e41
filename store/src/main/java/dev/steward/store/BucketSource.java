package dev.steward.store;

import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelUri;
import dev.steward.store.s3.ListingException;
import dev.steward.store.s3.S3Listing;
import dev.steward.store.s3.S3Listing.Entry;
import dev.steward.store.s3.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model in an object store: one object as a file, or all objects below a prefix as a folder.
 * Which version of an object is meant its ETag says, at the moment in which it is listed.
 */
final class BucketSource implements ModelSource {

  private final ModelUri.S3 address;
  private final S3Settings settings;

  BucketSource(ModelUri.S3 address, S3Settings settings) {
    this.address = address;
    this.settings = settings;
  }

  /** An object and where it lies in the model's folder. */
  private record Found(Entry object, String path) {}

  @Override
  public String name() {
    return address.text();
  }

  @Override
  public Optional<String> knownKey() {
    return Optional.empty();
  }

  /** An object is a file of its name, and nothing lies beside it. */
  @Override
  public Path model(Path folder) throws IOException {
    var file = folder.resolve(fileName());
    try (var entries = Files.list(folder)) {
      return entries.limit(2).count() == 1 && Files.isRegularFile(file) ? file : folder;
    }
  }

  private String fileName() {
    return address.key().substring(address.key().lastIndexOf('/') + 1);
  }

  @Override
  public Parts resolve(Bringing bringing) throws LoadException {
    try (var listing = new S3Listing(settings)) {
      var parts = new ArrayList<Parts.Part>();
      var key = new StringBuilder("s3 1");
      for (var found : found(listing)) {
        var object = found.object();
        var version = hash(String.join("\n", "s3", name(), store(), object.key(), object.tag()));
        key.append('\n').append(version).append(' ').append(found.path());
        parts.add(part(found, version));
      }
      return new Parts(hash(key.toString()), parts).within(name(), bringing.limits());
    } catch (ListingException e) {
      throw switch (e.fault()) {
        case NO_BUCKET -> Failed.missing("the bucket of " + name());
        case NOT_FOUND -> Failed.missing(name());
        case DENIED -> Failed.denied(name(), e.status());
        case UNTRUSTED -> Failed.untrusted(name(), String.valueOf(e.getMessage()));
        case ANSWERED, UNREACHABLE -> Failed.download(name(), String.valueOf(e.getMessage()));
      };
    }
  }

  private List<Found> found(S3Listing listing) throws LoadException, ListingException {
    if (!address.key().isEmpty()) {
      var single = listing.single(address.bucket(), address.key());
      if (single.isPresent()) {
        return List.of(new Found(single.get(), fileName()));
      }
    }
    var prefix = address.key().isEmpty() ? "" : address.key() + "/";
    var found = new ArrayList<Found>();
    for (var object : listing.below(address.bucket(), prefix, Digests.MAX_FILES)) {
      found.add(new Found(object, plain(object.key().substring(prefix.length()))));
    }
    if (found.size() > Digests.MAX_FILES) {
      throw Failed.corrupt(name(), "more than %d objects lie there".formatted(Digests.MAX_FILES));
    }
    if (found.isEmpty()) {
      throw Failed.missing(name());
    }
    return found;
  }

  private String plain(String path) throws LoadException {
    var parts = Arrays.asList(path.split("/", -1));
    if (parts.contains("")
        || parts.contains(".")
        || parts.contains("..")
        || parts.getFirst().equals(".layers")
        || path.indexOf('\0') >= 0) {
      throw Failed.corrupt(
          name(), "the key \"%s\" is no path of a file in a folder".formatted(path));
    }
    return path;
  }

  private Parts.Part part(Found found, String version) {
    var object = found.object();
    var wanted =
        new Wanted(
            "s3://%s/%s".formatted(address.bucket(), object.key()),
            settings.toRead(address.bucket(), object.key()),
            Caller.ANYBODY,
            Optional.empty(),
            OptionalLong.of(object.size()),
            Optional.of(object.tag()),
            Wanted.Permanence.CHANGING);
    return new Parts.AsFile(wanted, "version", version, found.path(), Optional.empty());
  }

  private String store() {
    return settings.endpoint().map(URI::toString).orElse("") + " " + settings.region();
  }

  private static String hash(String text) {
    return HexFormat.of().formatHex(Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
