package dev.steward.gateway.watch;

import dev.steward.gateway.evidence.OtherClock;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The API server's clock, as the {@code Date} of a small answer tells it. */
public final class ApiServerClock implements OtherClock {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KubernetesClient client;

  public ApiServerClock(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Instant read() throws IOException {
    var http = client.getHttpClient();
    var request =
        http.newHttpRequestBuilder()
            .uri(URI.create(client.getMasterUrl() + "version"))
            .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .build();
    try {
      return date(
          http.sendAsync(request, String.class).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the API server doesn't answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static Instant date(HttpResponse<String> answer) throws IOException {
    var date = answer.header("Date");
    if (date == null) {
      throw new IOException("the API server tells no time");
    }
    try {
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      throw new IOException("the API server's time can't be read: " + date, e);
    }
  }
}
