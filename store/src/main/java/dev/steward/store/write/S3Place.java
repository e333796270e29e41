package dev.steward.store.write;

import dev.steward.core.task.DataPath;
import dev.steward.store.s3.S3Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects below a prefix, written with {@code If-None-Match: *} (RFC 9110, 13.1.2), which S3 and
 * the stores like it keep for writes.
 */
public final class S3Place implements OutputPlace {

  private static final int EXISTS = 412;

  /** Another write of the same key was under way. */
  private static final int CONFLICT = 409;

  private static final int CONFLICTS = 5;

  /** The range that was asked for begins where there are no bytes. */
  private static final int BEHIND_ITS_END = 416;

  private final S3Client client;
  private final DataPath.S3 prefix;

  /**
   * A place.
   *
   * @param prefix a bucket, and a key that ends with a slash, or is empty
   */
  public S3Place(S3Settings settings, DataPath.S3 prefix) {
    this.client = settings.connect();
    this.prefix =
        prefix.key().isEmpty() || prefix.key().endsWith("/")
            ? prefix
            : new DataPath.S3(prefix.bucket(), prefix.key() + "/");
  }

  @Override
  public Created create(String name, byte[] bytes) throws IOException {
    return create(name, RequestBody.fromBytes(bytes));
  }

  @Override
  public Created create(String name, Path file) throws IOException {
    return create(name, RequestBody.fromFile(file));
  }

  private Created create(String name, RequestBody body) throws IOException {
    for (int conflicts = 0; ; conflicts++) {
      try {
        client.putObject(
            request -> request.bucket(prefix.bucket()).key(key(name)).ifNoneMatch("*"), body);
        return Created.NOW;
      } catch (S3Exception e) {
        if (e.statusCode() == EXISTS) {
          return Created.BEFORE;
        }
        if (e.statusCode() != CONFLICT || conflicts == CONFLICTS) {
          throw failed(name, e);
        }
      } catch (SdkException e) {
        throw failed(name, e);
      }
    }
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    try {
      return Optional.of(
          client.getObject(request -> request.bucket(prefix.bucket()).key(key(name))));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw failed(name, e);
    }
  }

  /** By a range of RFC 9110, 14. */
  @Override
  public Optional<byte[]> read(String name, long from, int most) throws IOException {
    var range = "bytes=%d-%d".formatted(from, from + most - 1);
    try (var in =
        client.getObject(request -> request.bucket(prefix.bucket()).key(key(name)).range(range))) {
      return Optional.of(in.readNBytes(most));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (S3Exception e) {
      if (e.statusCode() == BEHIND_ITS_END) {
        return Optional.of(new byte[0]);
      }
      throw failed(name, e);
    } catch (SdkException e) {
      throw failed(name, e);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    try {
      client.deleteObject(request -> request.bucket(prefix.bucket()).key(key(name)));
    } catch (SdkException e) {
      throw failed(name, e);
    }
  }

  @Override
  public List<String> list(String folder) throws IOException {
    var inside = key(folder + "/");
    var names = new ArrayList<String>();
    try {
      client
          .listObjectsV2Paginator(request -> request.bucket(prefix.bucket()).prefix(inside))
          .contents()
          .forEach(object -> names.add(object.key().substring(inside.length())));
    } catch (SdkException e) {
      throw failed(folder, e);
    }
    return names.stream().filter(name -> name.indexOf('/') < 0).sorted().toList();
  }

  @Override
  public String text(String name) {
    return new DataPath.S3(prefix.bucket(), key(name)).text();
  }

  @Override
  public void close() {
    client.close();
  }

  private String key(String name) {
    return prefix.key() + name;
  }

  private IOException failed(String name, SdkException e) {
    return new IOException("%s: the object store fails: %s".formatted(text(name), e.getMessage()));
  }
}
