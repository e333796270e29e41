package dev.steward.e2e.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An object store (versitygw) on this machine over TLS, to which curl uploads. */
public final class ModelBucket implements AutoCloseable {

  /** Who may read and write. */
  public static final String KEY = "tester";

  /** By that secret. */
  public static final String SECRET = "testersecret";

  private final Server server;
  private final OwnAuthority authority;

  private ModelBucket(Server server, OwnAuthority authority) {
    this.server = server;
    this.authority = authority;
  }

  /**
   * Starts it, with the bucket {@code models}.
   *
   * @param folder which is empty
   */
  public static ModelBucket start(Cluster cluster, OwnAuthority authority, Path folder) {
    var address = Server.free(cluster.host());
    try {
      var objects = Files.createDirectory(folder.resolve("objects"));
      var command =
          List.of(
              Server.program("STEWARD_TEST_VERSITYGW"),
              "--access",
              KEY,
              "--secret",
              SECRET,
              "--port",
              Server.text(address),
              "--cert",
              authority.servers().toString(),
              "--key",
              authority.key().toString(),
              "posix",
              objects.toString());
      var bucket =
          new ModelBucket(Server.start(command, address, folder.resolve("log")), authority);
      bucket.put("models", "--request", "PUT");
      return bucket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a Secret names as {@code AWS_ENDPOINT_URL}. */
  public String endpoint() {
    return "https://" + Server.text(server.address());
  }

  /** Uploads a file as an object of the bucket. */
  public void upload(String key, Path file) {
    put("models/" + key, "--upload-file", file.toString());
  }

  private void put(String path, String... how) {
    var arguments = new ArrayList<>(List.of("--fail-with-body", "--silent", "--show-error"));
    arguments.addAll(List.of("--cacert", authority.certificate().toString()));
    arguments.addAll(List.of("--aws-sigv4", "aws:amz:us-east-1:s3", "--user", KEY + ":" + SECRET));
    // Older ones don't say it themselves; TLS keeps the content from being changed.
    arguments.addAll(List.of("--header", "x-amz-content-sha256: UNSIGNED-PAYLOAD"));
    arguments.addAll(List.of(how));
    arguments.add(endpoint() + "/" + path);
    var _ = new Program(Path.of("curl"), Map.of()).run(arguments.toArray(String[]::new));
  }

  @Override
  public void close() {
    server.close();
  }
}
