package dev.steward.store;

import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelUri;
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
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

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

  /** An object that is there. */
  private record Found(String key, String path, String tag, long size) {}

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
    try (var client = settings.connect()) {
      var found = found(client);
      var parts = new ArrayList<Parts.Part>();
      var key = new StringBuilder("s3 1");
      for (var object : found) {
        var version = hash(String.join("\n", "s3", name(), store(), object.key(), object.tag()));
        key.append('\n').append(version).append(' ').append(object.path());
        parts.add(part(object, version));
      }
      return new Parts(hash(key.toString()), parts).within(name(), bringing.limits());
    } catch (S3Exception e) {
      throw failed(e);
    } catch (SdkException e) {
      throw Failed.download(
          name(), "the object store can't be asked: " + String.valueOf(e.getMessage()));
    }
  }

  private LoadException failed(S3Exception e) {
    if (e instanceof NoSuchBucketException) {
      return Failed.missing("the bucket of " + name());
    }
    return switch (e.statusCode()) {
      case 404 -> Failed.missing(name());
      case 400, 401, 403 -> Failed.denied(name(), e.statusCode());
      default -> Failed.download(name(), "the object store answers " + e.statusCode());
    };
  }

  private List<Found> found(S3Client client) throws LoadException {
    if (!address.key().isEmpty()) {
      var single = single(client);
      if (single.isPresent()) {
        return List.of(single.get());
      }
    }
    var prefix = address.key().isEmpty() ? "" : address.key() + "/";
    var found = new ArrayList<Found>();
    for (var object :
        client
            .listObjectsV2Paginator(request -> request.bucket(address.bucket()).prefix(prefix))
            .contents()) {
      if (!object.key().endsWith("/")) {
        found.add(
            new Found(
                object.key(),
                plain(object.key().substring(prefix.length())),
                object.eTag(),
                object.size()));
      }
      if (found.size() > Digests.MAX_FILES) {
        throw Failed.corrupt(name(), "more than %d objects lie there".formatted(Digests.MAX_FILES));
      }
    }
    if (found.isEmpty()) {
      throw Failed.missing(name());
    }
    return found;
  }

  private Optional<Found> single(S3Client client) {
    try {
      var head = client.headObject(request -> request.bucket(address.bucket()).key(address.key()));
      return Optional.of(new Found(address.key(), fileName(), head.eTag(), head.contentLength()));
    } catch (S3Exception e) {
      // Who may list and not read is told 403 of what isn't there.
      if (e.statusCode() == 404 || e.statusCode() == 403) {
        return Optional.empty();
      }
      throw e;
    }
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

  private Parts.Part part(Found object, String version) {
    var wanted =
        new Wanted(
            "s3://%s/%s".formatted(address.bucket(), object.key()),
            settings.toRead(address.bucket(), object.key()),
            Caller.ANYBODY,
            Optional.empty(),
            OptionalLong.of(object.size()),
            Optional.of(object.tag()),
            Wanted.Permanence.CHANGING);
    return new Parts.AsFile(wanted, "version", version, object.path(), Optional.empty());
  }

  private String store() {
    return settings.endpoint().map(URI::toString).orElse("") + " " + settings.region();
  }

  private static String hash(String text) {
    return HexFormat.of().formatHex(Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
