package dev.steward.store.read;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads from every kind of place. Connections are made when the first path needs one. */
public final class DataReader implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final Lazy<S3Client> s3;
  private final Lazy<HttpClient> http;
  private final Source<DataPath.Local> local;
  private final Source<DataPath.Pvc> volumes;
  private final Source<DataPath.S3> objects;
  private final Source<DataPath.Https> web;

  public DataReader(DataPlaces places) {
    this(
        places,
        () ->
            HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
  }

  /**
   * A reader.
   *
   * @param client for web servers; it follows no redirects
   */
  public DataReader(DataPlaces places, Supplier<HttpClient> client) {
    s3 = new Lazy<>(() -> places.s3().connect());
    http = new Lazy<>(client);
    local =
        new FolderSource<>(
            path -> localRoot(places),
            path -> path.path().substring(1),
            (pattern, inside) -> new DataPath.Local("/" + inside));
    volumes =
        new FolderSource<>(
            path -> volume(places, path.claim()),
            DataPath.Pvc::path,
            (pattern, inside) -> new DataPath.Pvc(pattern.claim(), inside));
    objects = new S3Source(s3);
    web = new WebSource(places.hosts(), http);
  }

  /**
   * The files that {@code patterns} name: in their order, each pattern's own sorted, each file
   * once.
   *
   * @param field where the list of patterns stands
   * @param most that are taken
   * @return the files, or the first pattern that names none
   * @throws IOException when a place can't be reached
   */
  public Checked<List<DataPath>> list(String field, List<DataPath> patterns, int most)
      throws IOException, InterruptedException {
    var files = new LinkedHashSet<DataPath>();
    for (int i = 0; i < patterns.size(); i++) {
      var one = field + "[" + i + "]";
      switch (list(one, patterns.get(i), most)) {
        case Checked.Invalid<List<DataPath>> wrong -> {
          return wrong;
        }
        case Checked.Valid<List<DataPath>>(var found) -> files.addAll(found);
      }
      if (files.size() > most) {
        return Bounded.tooMany(one, patterns.get(i), most);
      }
    }
    return Checked.valid(new ArrayList<>(files));
  }

  private Checked<List<DataPath>> list(String field, DataPath pattern, int most)
      throws IOException, InterruptedException {
    return switch (pattern) {
      case DataPath.Local path -> local.list(field, path, most);
      case DataPath.Pvc path -> volumes.list(field, path, most);
      case DataPath.S3 path -> objects.list(field, path, most);
      case DataPath.Https path -> web.list(field, path, most);
    };
  }

  /**
   * A file's bytes, at most {@code most}.
   *
   * @throws IOException when the place can't be reached, which isn't the file's fault
   */
  public Content read(DataPath path, int most) throws IOException, InterruptedException {
    return switch (path) {
      case DataPath.Local file -> local.read(file, most);
      case DataPath.Pvc file -> volumes.read(file, most);
      case DataPath.S3 file -> objects.read(file, most);
      case DataPath.Https file -> web.read(file, most);
    };
  }

  /**
   * A file as a stream, for those that are larger than memory.
   *
   * @throws IOException when there is none, or the place can't be reached
   */
  public InputStream open(DataPath path) throws IOException, InterruptedException {
    try {
      return switch (path) {
        case DataPath.Local file -> local.open(file);
        case DataPath.Pvc file -> volumes.open(file);
        case DataPath.S3 file -> objects.open(file);
        case DataPath.Https file -> web.open(file);
      };
    } catch (S3Exception e) {
      throw new IOException("the object store answers " + e.statusCode(), e);
    }
  }

  private static Checked<Path> localRoot(DataPlaces places) {
    return switch (places.localFiles()) {
      case READABLE -> Checked.valid(Path.of("/"));
      case REFUSED ->
          Checked.invalid(
              "inputs",
              "file:// would be a file of the worker's own image",
              "use pvc://, s3:// or https://");
    };
  }

  private static Checked<Path> volume(DataPlaces places, String claim) {
    return places
        .claims()
        .apply(claim)
        .filter(Files::isDirectory)
        .map(Checked::valid)
        .orElseGet(() ->
            Checked.invalid(
                "inputs",
                "the claim \"" + claim + "\" isn't there",
                "name a PersistentVolumeClaim of the task's namespace; locally, give its folder with"
                    + " --map"));
  }

  @Override
  public void close() {
    s3.ifMade(S3Client::close);
    http.ifMade(HttpClient::close);
  }
}
