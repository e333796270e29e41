package dev.steward.store;

import dev.steward.core.error.LoadException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Names and passwords of registries, as {@code docker login} and {@code kubectl create secret
 * docker-registry} write them: {@code {"auths": {"HOST": {"auth": base64 of NAME:PASSWORD}}}}, or
 * with {@code username} and {@code password}. A key is a host or one with a path, and {@code
 * https://} before it says nothing; of several that fit the longest counts, as to Kubernetes.
 */
final class DockerConfig {

  /** The key of a Secret that holds it. */
  static final String KEY = ".dockerconfigjson";

  private static final String REMEDY =
      "make it by kubectl create secret docker-registry NAME --docker-server=HOST …";

  private DockerConfig() {}

  /**
   * The header by which a repository is asked for, where the config has something for it.
   *
   * @param registry host and port
   * @throws LoadException when it isn't what it should be; the message repeats none of it
   */
  static Optional<String> basic(String config, String registry, String repository)
      throws LoadException {
    Json auths;
    try {
      auths =
          Json.parse(config.getBytes(StandardCharsets.UTF_8))
              .field("auths")
              .orElseThrow(() -> wrong("holds no auths"));
    } catch (RefusedException e) {
      throw wrong("is no JSON");
    }
    var place = registry + "/" + repository;
    var best = Optional.<Json>empty();
    int longest = -1;
    for (var entry : auths.fields().entrySet()) {
      var key = plain(entry.getKey());
      boolean fits = (place + "/").startsWith(key + "/");
      if (fits && key.length() > longest) {
        longest = key.length();
        best = Optional.of(entry.getValue());
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(header(registry, best.get()));
  }

  private static String plain(String key) {
    var bare = key.replaceFirst("^https?://", "").replaceFirst("/+$", "");
    var host = bare.replaceFirst("/v[12]$", "");
    return host.equals("index.docker.io") ? "docker.io" : host;
  }

  private static String header(String registry, Json entry) throws LoadException {
    var auth = entry.text("auth").filter(text -> !text.isEmpty());
    var name = entry.text("username");
    var password = entry.text("password");
    var pair =
        auth.isPresent()
            ? decoded(auth.get(), registry)
            : name.flatMap(user -> password.map(word -> user + ":" + word))
                .orElseThrow(
                    () -> wrong("has neither auth nor username and password for " + registry));
    if (pair.indexOf(':') < 1) {
      throw wrong("has an auth for %s that isn't NAME:PASSWORD in base64".formatted(registry));
    }
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String auth, String registry) throws LoadException {
    try {
      return new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong("has an auth for %s that is no base64".formatted(registry));
    }
  }

  private static LoadException wrong(String problem) {
    return Failed.secret("its key %s %s".formatted(KEY, problem), REMEDY);
  }
}
