package dev.steward.runtime.http;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.RefusedException;
import dev.steward.runtime.web.HttpLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A body that was packed by somebody who means no good. */
public final class FuzzedBody {

  /** Bytes that it may be once it is unpacked. */
  public static final int MOST = 1 << 16;

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final HttpLimits LIMITS = new HttpLimits(MOST, MOST, 1024, 1, LONG, LONG, LONG);

  private FuzzedBody() {}

  /** Unpacks it; what came of it. */
  public static String unpacked(String coding, byte[] bytes) throws IOException {
    var found = ((Outcome.Done<Coding>) Coding.of(List.of(coding))).value();
    var arriving = new Arriving(new ByteArrayInputStream(bytes), LIMITS);
    try (var body = new Body(arriving, found, LIMITS, new BodyBudget(2L * MOST))) {
      var some = new byte[4096];
      long all = 0;
      for (int read = 0; read >= 0; read = body.read(some)) {
        all += read;
        if (all > MOST) {
          throw new AssertionError("more was unpacked than is taken");
        }
      }
      return "unpacked";
    } catch (RefusedException e) {
      return e.refusal().message();
    }
  }
}
