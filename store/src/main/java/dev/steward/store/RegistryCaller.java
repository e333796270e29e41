package dev.steward.store;

import dev.steward.core.error.LoadException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Who asks a registry: first nobody; then, as the registry's challenge asks for, by name and
 * password or by a token that another server gives for these, as Docker's registries do it.
 */
final class RegistryCaller implements Caller {

  private static final int MAX_TOKEN = 1 << 16;

  /** {@code name="value"}, or the value without quotes. */
  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z_]+)=(?:\"([^\"]*)\"|([^\",\\s]+))");

  private final String name;
  private final String scope;
  private final Optional<String> basic;
  private final AtomicReference<Optional<String>> header = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<Bringing>> bringing =
      new AtomicReference<>(Optional.empty());

  /**
   * @param name of the model, for messages
   * @param scope that a token needs: {@code repository:NAME:pull}
   * @param basic header by name and password, where there are some
   */
  RegistryCaller(String name, String scope, Optional<String> basic) {
    this.name = name;
    this.scope = scope;
    this.basic = basic;
  }

  /** How it asks for tokens. */
  void asksBy(Bringing means) {
    bringing.set(Optional.of(means));
  }

  @Override
  public Optional<String> authorization() {
    return header.get();
  }

  @Override
  public boolean identified(List<String> challenges) throws LoadException, InterruptedException {
    for (var challenge : challenges) {
      if (challenge.regionMatches(true, 0, "Bearer ", 0, 7)) {
        header.set(Optional.of("Bearer " + token(challenge.substring(7))));
        return true;
      }
    }
    boolean asksForBasic =
        challenges.stream().anyMatch(text -> text.regionMatches(true, 0, "Basic", 0, 5));
    if (!asksForBasic || basic.isEmpty() || header.get().equals(basic)) {
      return false;
    }
    header.set(basic);
    return true;
  }

  private String token(String parameters) throws LoadException, InterruptedException {
    var realm = parameter(parameters, "realm").orElse("");
    if (!realm.startsWith("https://")) {
      throw Failed.download(name, "the registry sends to a place for tokens that isn't https");
    }
    var query =
        "scope="
            + encoded(scope)
            + parameter(parameters, "service").map(it -> "&service=" + encoded(it)).orElse("");
    URI uri;
    try {
      uri = URI.create(realm + (realm.contains("?") ? "&" : "?") + query);
    } catch (IllegalArgumentException e) {
      throw Failed.download(name, "the registry sends to a place for tokens that is no address");
    }
    var means = bringing.get().orElseThrow(() -> new IllegalStateException("nothing to ask by"));
    var what = "a token for " + name;
    var document =
        means.document(
            what,
            uri,
            basic.map(Caller::showing).orElse(Caller.ANYBODY),
            Map.of("accept", "application/json"),
            MAX_TOKEN);
    switch (document.status()) {
      case 200 -> {}
      case 401, 403 -> throw Failed.denied(name, document.status());
      default -> throw Failed.download(what, "the server answers " + document.status());
    }
    try {
      var json = Json.parse(document.body());
      return json.text("token")
          .or(() -> json.text("access_token"))
          .filter(token -> token.chars().allMatch(c -> c > ' ' && c < 127))
          .orElseThrow(() -> Failed.download(what, "the answer holds none"));
    } catch (RefusedException e) {
      throw Failed.download(what, e.problem());
    }
  }

  private static Optional<String> parameter(String parameters, String wanted) {
    return PARAMETER
        .matcher(parameters)
        .results()
        .filter(found -> found.group(1).equalsIgnoreCase(wanted))
        .map(found -> found.group(2) == null ? found.group(3) : found.group(2))
        .findFirst();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
