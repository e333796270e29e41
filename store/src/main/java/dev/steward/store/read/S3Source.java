package dev.steward.store.read;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.Glob;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects of an S3 store. Keys come sorted by their UTF-8 bytes, as the protocol has it. */
final class S3Source implements Source<DataPath.S3> {

  /** Keys looked at for one pattern. */
  private static final int MAX_VISITED = 5_000_000;

  private final Supplier<S3Client> client;

  S3Source(Supplier<S3Client> client) {
    this.client = client;
  }

  @Override
  public Checked<List<DataPath>> list(String field, DataPath.S3 pattern, int most)
      throws IOException {
    var glob = Glob.of(pattern.key());
    if (!glob.isPattern()) {
      return single(field, pattern);
    }
    var found = new ArrayList<DataPath>();
    int visited = 0;
    try {
      var pages =
          client
              .get()
              .listObjectsV2Paginator(
                  request -> request.bucket(pattern.bucket()).prefix(glob.prefix()));
      for (var object : pages.contents()) {
        if (!object.key().endsWith("/") && glob.matches(object.key())) {
          found.add(new DataPath.S3(pattern.bucket(), object.key()));
        }
        if (found.size() > most || ++visited > MAX_VISITED) {
          return Bounded.tooMany(field, pattern, most);
        }
      }
    } catch (S3Exception e) {
      return refused(field, pattern, e);
    } catch (SdkException e) {
      throw unreachable(pattern, e);
    }
    return found.isEmpty() ? Bounded.nothing(field, pattern) : Checked.valid(List.copyOf(found));
  }

  private Checked<List<DataPath>> single(String field, DataPath.S3 path) throws IOException {
    try {
      client.get().headObject(request -> request.bucket(path.bucket()).key(path.key()));
      return Checked.valid(List.of(path));
    } catch (S3Exception e) {
      return refused(field, path, e);
    } catch (SdkException e) {
      throw unreachable(path, e);
    }
  }

  @Override
  public Content read(DataPath.S3 path, int most) throws IOException {
    try (var in = open(path)) {
      return Bounded.read(in, most);
    } catch (S3Exception e) {
      if (e.statusCode() >= 500) {
        throw unreachable(path, e);
      }
      return new Content.Unreadable(
          "the object store answers %d; check the object and the credentials"
              .formatted(e.statusCode()));
    }
  }

  @Override
  public InputStream open(DataPath.S3 path) throws IOException {
    try {
      return client.get().getObject(request -> request.bucket(path.bucket()).key(path.key()));
    } catch (S3Exception e) {
      throw e;
    } catch (SdkException e) {
      throw unreachable(path, e);
    }
  }

  private static Checked<List<DataPath>> refused(String field, DataPath path, S3Exception e)
      throws IOException {
    if (e instanceof NoSuchBucketException) {
      return Checked.invalid(
          field, path.text() + " is in no bucket there is", "correct the bucket's name");
    }
    return switch (e.statusCode()) {
      case 404 ->
          Checked.invalid(
              field, path.text() + " isn't there", "correct it, or put the object there");
      case 400, 401, 403 ->
          Checked.invalid(
              field,
              path.text() + " may not be read with these credentials",
              "name a Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY that may");
      default -> throw unreachable(path, e);
    };
  }

  private static IOException unreachable(DataPath path, SdkException e) {
    return new IOException("%s: the object store fails: %s".formatted(path.text(), e.getMessage()));
  }
}
