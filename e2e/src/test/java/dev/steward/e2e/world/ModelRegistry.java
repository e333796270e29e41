package dev.steward.e2e.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A registry (CNCF Distribution) on this machine, over TLS and with a password, to which ORAS
 * pushes.
 */
public final class ModelRegistry implements AutoCloseable {

  /** Who may pull and push. */
  public static final String NAME = "tester";

  /** By that password. */
  public static final String PASSWORD = "testersecret";

  /** By bcrypt, as {@code htpasswd -B} writes it. */
  private static final String HASHED_PASSWORD =
      "$2a$04$c7HEYmqoiKlhKb6s1Vr0Aum3IDBlSwVcCdUeCuPTx9z6fwY8TFH1K";

  private static final Pattern PULLED = Pattern.compile("\"GET /v2/[^ ]+/blobs/(sha256:\\S+)");

  private final Server server;
  private final OwnAuthority authority;
  private final Path folder;

  private ModelRegistry(Server server, OwnAuthority authority, Path folder) {
    this.server = server;
    this.authority = authority;
    this.folder = folder;
  }

  /**
   * Starts it.
   *
   * @param folder which is empty
   */
  public static ModelRegistry start(Cluster cluster, OwnAuthority authority, Path folder) {
    var address = Server.free(cluster.host());
    try {
      var users = Files.writeString(folder.resolve("users"), NAME + ":" + HASHED_PASSWORD + "\n");
      var config =
          Files.writeString(
              folder.resolve("registry.yaml"),
              """
              version: 0.1
              log: {level: info}
              storage:
                filesystem: {rootdirectory: %s}
              http:
                addr: %s
                tls: {certificate: %s, key: %s}
              auth:
                htpasswd: {realm: models, path: %s}
              """
                  .formatted(
                      folder.resolve("blobs"),
                      Server.text(address),
                      authority.servers(),
                      authority.key(),
                      users));
      var command = List.of(Server.program("STEWARD_TEST_REGISTRY"), "serve", config.toString());
      return new ModelRegistry(
          Server.start(command, address, folder.resolve("log")), authority, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Host and port. */
  public String authority() {
    return Server.text(server.address());
  }

  /** {@code oras push} of files in a folder. */
  public void push(String reference, Path from, String... files) {
    var environment = Map.of("HOME", folder.toString(), "DOCKER_CONFIG", folder.toString());
    var oras = new Program(Path.of(Server.program("STEWARD_TEST_ORAS")), environment);
    var arguments = new ArrayList<>(List.of("push", authority() + "/" + reference));
    for (var file : files) {
      // A path besides the file's name would become part of it.
      arguments.add(file);
    }
    arguments.addAll(List.of("--ca-file", authority.certificate().toString()));
    arguments.addAll(List.of("--username", NAME, "--password", PASSWORD));
    var _ = oras.in(from).run(arguments.toArray(String[]::new));
  }

  /** How often a blob was pulled, by the registry's own log. */
  public long pulls(String digest) {
    return PULLED
        .matcher(server.said())
        .results()
        .filter(pull -> pull.group(1).equals(digest))
        .count();
  }

  @Override
  public void close() {
    server.close();
  }
}
