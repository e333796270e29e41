package dev.steward.gateway.load;

import dev.steward.gateway.route.PodAddress;
import dev.steward.protocol.report.PolicyReportJson;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts reports to operators, on connections on which both sides prove who they are and which are
 * kept from one second to the next. Nobody waits for the answer.
 *
 * <p>An operator that doesn't answer gets at most {@value #AT_ONCE} reports at a time; further ones
 * are dropped, for those that follow tell the rest.
 */
public final class OperatorLines implements BiConsumer<PodAddress, byte[]> {
  static final int AT_ONCE = 4;

  private static final String PATH = "/v1/load";

  /** What an operator has against a gateway, where no two services are alike. */
  private static final int LARGEST_ANSWER = PolicyReportJson.MAX_BYTES;

  private static final Logger LOG = LoggerFactory.getLogger(OperatorLines.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final HttpClient client;
  private final Map<PodAddress, Integer> underWay = new ConcurrentHashMap<>();
  private final Set<PodAddress> failing = ConcurrentHashMap.newKeySet();

  /** Lines by a client that is started and has the gateway's credentials. */
  public OperatorLines(HttpClient client) {
    this.client = client;
  }

  @Override
  public void accept(PodAddress operator, byte[] report) {
    post(operator, PATH, report, answer -> {});
  }

  /**
   * Posts something.
   *
   * @param answered given the answer's body if it succeeds, on a thread that must not wait
   */
  public void post(PodAddress operator, String path, byte[] report, Consumer<byte[]> answered) {
    if (underWay.merge(operator, 1, Integer::sum) > AT_ONCE) {
      end(operator);
      return;
    }
    client
        .newRequest(operator.host(), operator.port())
        .scheme(HttpScheme.HTTPS.asString())
        .tag(operator.peer().orElseThrow())
        .method(HttpMethod.POST)
        .path(path)
        .body(new BytesRequestContent("application/json", report))
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .send(
            new BufferingResponseListener(LARGEST_ANSWER) {
              @Override
              public void onComplete(Result result) {
                ended(operator, result);
                if (result.isSucceeded()
                    && HttpStatus.isSuccess(result.getResponse().getStatus())) {
                  var content = getContent();
                  answered.accept(content == null ? new byte[0] : content);
                }
              }
            });
  }

  private void ended(PodAddress operator, Result result) {
    end(operator);
    if (result.isFailed()) {
      failed(operator, String.valueOf(result.getFailure()));
    } else if (!HttpStatus.isSuccess(result.getResponse().getStatus())) {
      failed(operator, "status " + result.getResponse().getStatus());
    } else if (failing.remove(operator)) {
      LOG.info("the operator at {} takes reports again", operator.authority());
    }
  }

  /** An address that nothing is under way to is forgotten: operators come and go. */
  private void end(PodAddress operator) {
    var _ = underWay.computeIfPresent(operator, (key, count) -> count > 1 ? count - 1 : null);
  }

  /**
   * Told once, not each second; and of few addresses, for those of pods that are gone stay here.
   */
  private void failed(PodAddress operator, String why) {
    if (failing.size() > 100) {
      failing.clear();
    }
    if (failing.add(operator)) {
      LOG.warn("the operator at {} takes no report: {}", operator.authority(), why);
    }
  }
}
