package dev.steward.store.s3;

import dev.steward.store.s3.ListingException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What lies in an object store. */
public final class S3Listing implements AutoCloseable {

  private final S3Client client;

  /** Of the store that {@code settings} name. */
  public S3Listing(S3Settings settings) {
    client = settings.connect();
  }

  /**
   * An object that is there.
   *
   * @param tag its ETag, which says which version it is
   * @param size in bytes
   */
  public record Entry(String key, String tag, long size) {}

  /** The object of that very key, if there is one that may be seen. */
  public Optional<Entry> single(String bucket, String key) throws ListingException {
    return told(() -> {
      try {
        var head = client.headObject(request -> request.bucket(bucket).key(key));
        return Optional.of(new Entry(key, head.eTag(), head.contentLength()));
      } catch (S3Exception e) {
        // Who may list and not read is told 403 of what isn't there.
        if (e.statusCode() == 404 || e.statusCode() == 403) {
          return Optional.<Entry>empty();
        }
        throw e;
      }
    });
  }

  /**
   * The objects whose keys begin with {@code prefix}, but for those that stand for folders.
   *
   * @param most so many and one more are listed at most
   */
  public List<Entry> below(String bucket, String prefix, int most) throws ListingException {
    return told(() -> {
      var found = new ArrayList<Entry>();
      var objects =
          client
              .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
              .contents()
              .iterator();
      while (objects.hasNext() && found.size() <= most) {
        var object = objects.next();
        if (!object.key().endsWith("/")) {
          found.add(new Entry(object.key(), object.eTag(), object.size()));
        }
      }
      return found;
    });
  }

  private static <T> T told(Supplier<T> asks) throws ListingException {
    try {
      return asks.get();
    } catch (NoSuchBucketException e) {
      throw new ListingException(Fault.NO_BUCKET, e.statusCode(), "there is no such bucket");
    } catch (S3Exception e) {
      var fault =
          switch (e.statusCode()) {
            case 404 -> Fault.NOT_FOUND;
            case 400, 401, 403 -> Fault.DENIED;
            default -> Fault.ANSWERED;
          };
      throw new ListingException(
          fault, e.statusCode(), "the object store answers " + e.statusCode());
    } catch (SdkException e) {
      if (e.getCause() instanceof SSLHandshakeException untrusted) {
        throw new ListingException(Fault.UNTRUSTED, 0, String.valueOf(untrusted.getMessage()));
      }
      throw new ListingException(
          Fault.UNREACHABLE, 0, "the object store can't be asked: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
