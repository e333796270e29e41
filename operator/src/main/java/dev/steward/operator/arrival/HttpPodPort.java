package dev.steward.operator.arrival;

import dev.steward.operator.plan.Names;
import dev.steward.protocol.config.ArrivalJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks at the admin port, in the clear: nothing is sent that a pod doesn't know, and what it
 * answers is bounded in bytes and time, leads nowhere else, and is its own word about itself.
 */
final class HttpPodPort implements PodPort, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  @Override
  public Answer ask(String address) throws InterruptedException {
    var request = HttpRequest.newBuilder(uri(address)).timeout(PATIENCE).build();
    var response =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ArrivalJson.MAX_BYTES));
    try {
      // The request's own time ends with the headers; a body may come a byte at a time.
      return answer(response.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return new Answer.Silent();
    } finally {
      response.cancel(true);
    }
  }

  private static URI uri(String address) {
    var host = address.contains(":") ? "[" + address + "]" : address;
    return URI.create("http://%s:%d%s".formatted(host, Names.ADMIN_PORT, ArrivalJson.PATH));
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    return switch (response.statusCode()) {
      case 200 ->
          ArrivalJson.read(response.body())
              .<Answer>map(Answer.Underway::new)
              .orElseGet(Answer.Unknown::new);
      case 204 -> new Answer.Nothing();
      default -> new Answer.Unknown();
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
