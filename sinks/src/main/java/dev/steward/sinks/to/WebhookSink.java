package dev.steward.sinks.to;

import dev.steward.sinks.Batch;
import dev.steward.sinks.Delivery;
import dev.steward.sinks.Sink;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts batches as lines of JSON, signed as <a href="https://www.standardwebhooks.com">Standard
 * Webhooks</a> are: {@code webhook-id}, {@code webhook-timestamp} and {@code webhook-signature},
 * which is {@code v1,} and the base 64 of HMAC-SHA256 over id, timestamp and body with dots
 * between. The id is the same whenever the same records are sent.
 */
public final class WebhookSink implements Sink {

  /** Its pace. */
  public static final Pace PACE = new Pace(500, Duration.ofSeconds(1));

  private static final String MAC = "HmacSHA256";

  private final Post post;
  private final SecretKeySpec key;
  private final InstantSource clock;

  /**
   * A sink.
   *
   * @param key 24 to 64 bytes
   */
  public WebhookSink(URI address, byte[] key, InstantSource clock) {
    this.post = new Post(address);
    this.key = new SecretKeySpec(key, MAC);
    this.clock = clock;
  }

  @Override
  public Pace pace() {
    return PACE;
  }

  @Override
  public Delivery deliver(Batch batch) throws InterruptedException {
    var body = JsonLines.of(batch);
    var id = "%s#%d-%d".formatted(batch.origin(), batch.first(), batch.last());
    var time = String.valueOf(clock.instant().getEpochSecond());
    return post.send(
        body,
        Map.of(
            "content-type",
            JsonLines.TYPE,
            "webhook-id",
            id,
            "webhook-timestamp",
            time,
            "webhook-signature",
            signature(id, time, body)),
        _ -> 0L);
  }

  private String signature(String id, String time, byte[] body) {
    try {
      var mac = Mac.getInstance(MAC);
      mac.init(key);
      mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }

  @Override
  public void close() {
    post.close();
  }
}
