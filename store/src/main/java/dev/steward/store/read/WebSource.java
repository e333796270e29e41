package dev.steward.store.read;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Files of web servers that are on a list, over HTTPS alone. */
final class WebSource implements Source<DataPath.Https> {

  private static final int MAX_REDIRECTS = 5;
  private static final int TRIES = 3;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final AllowedHosts hosts;
  private final Supplier<HttpClient> http;

  WebSource(AllowedHosts hosts, Supplier<HttpClient> http) {
    this.hosts = hosts;
    this.http = http;
  }

  @Override
  public Checked<List<DataPath>> list(String field, DataPath.Https address, int most) {
    return hosts.allows(address.uri().getHost())
        ? Checked.valid(List.of(address))
        : Checked.invalid(
            field,
            "the host of %s isn't one that tasks may read from".formatted(address.text()),
            "have it allowed, or copy the files to pvc:// or s3://");
  }

  /** Passing faults are tried again; what is left of them is this file's. */
  @Override
  public Content read(DataPath.Https address, int most) throws InterruptedException {
    var problem = "";
    for (int attempt = 0; attempt < TRIES; attempt++) {
      if (attempt > 0) {
        Thread.sleep(PAUSE.multipliedBy(attempt));
      }
      try (var in = open(address)) {
        return Bounded.read(in, most);
      } catch (RefusedException e) {
        return new Content.Unreadable(e.getMessage() + "; check the address");
      } catch (IOException e) {
        problem = "it can't be brought: %s".formatted(e.getMessage());
      }
    }
    return new Content.Unreadable(problem + "; check the address and its server");
  }

  @Override
  public InputStream open(DataPath.Https address) throws IOException, InterruptedException {
    var at = address.uri();
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (!"https".equals(at.getScheme()) || at.getHost() == null || !hosts.allows(at.getHost())) {
        throw new RefusedException("it leads to %s, which isn't allowed".formatted(at.getHost()));
      }
      var response = http.get().send(request(at), HttpResponse.BodyHandlers.ofInputStream());
      int status = response.statusCode();
      if (status == 200) {
        return response.body();
      }
      response.body().close();
      if (status >= 500 || status == 429) {
        throw new IOException("the server answers " + status);
      }
      if (!REDIRECTS.contains(status)) {
        throw new RefusedException("the server answers " + status);
      }
      at = target(at, response);
    }
    throw new RefusedException("the server redirects more than " + MAX_REDIRECTS + " times");
  }

  private static URI target(URI at, HttpResponse<?> response) throws RefusedException {
    try {
      return at.resolve(response.headers().firstValue("location").orElse(""));
    } catch (IllegalArgumentException e) {
      throw new RefusedException("the server redirects to an address that is none");
    }
  }

  private static HttpRequest request(URI at) {
    return HttpRequest.newBuilder(at)
        .timeout(TIMEOUT)
        .header("accept-encoding", "identity")
        .header("user-agent", "steward")
        .build();
  }

  /** Another try won't help. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private RefusedException(String problem) {
      super(problem);
    }
  }
}
