package dev.steward.operator.reconcile;

import dev.steward.core.error.Outcome;
import dev.steward.core.policy.PolicyInForce;
import dev.steward.core.serving.PeerName;
import dev.steward.operator.plan.Names;
import dev.steward.protocol.report.PolicyAnswer;
import dev.steward.protocol.report.PolicyAnswer.Memory;
import dev.steward.protocol.report.PolicyReport;
import dev.steward.protocol.report.PolicyReportJson;
import dev.steward.trust.Credentials;
import dev.steward.trust.Tls;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * What an operator sees of a gateway: it proves itself by the credentials that the operator wrote,
 * and tells all day long that it runs what a test says.
 */
final class ReportingGateway implements AutoCloseable {

  private final String name;
  private final SSLContext context;
  private final IntSupplier port;
  private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
  private long number = 1;
  private Map<String, PolicyInForce> running = Map.of();
  private volatile Map<String, Optional<PolicyInForce>> behind = Map.of();

  /**
   * One that reports at once.
   *
   * @param port of the operator that is told, on this machine
   */
  ReportingGateway(KubernetesClient client, String home, String name, IntSupplier port) {
    this.name = name;
    this.port = port;
    context = Tls.client(credentials(client, home));
    var _ = beats.scheduleWithFixedDelay(this::beat, 0, 200, TimeUnit.MILLISECONDS);
  }

  private static Credentials credentials(KubernetesClient client, String home) {
    World.await(
        "gateways have credentials",
        () -> client.secrets().inNamespace(home).withName(Names.GATEWAY_CREDENTIALS).get() != null);
    var data =
        client.secrets().inNamespace(home).withName(Names.GATEWAY_CREDENTIALS).get().getData();
    var texts =
        List.of("tls.key", "tls.crt", "ca.crt").stream()
            .map(entry -> Optional.ofNullable(data.get(entry)).orElseThrow())
            .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8))
            .toList();
    return Credentials.parse(texts.get(0), texts.get(1), texts.get(2))
        .orThrow(wrong -> new IllegalStateException(wrong.message()));
  }

  /** From now on it runs this. */
  synchronized void runs(Map<String, PolicyInForce> policies) {
    running = policies;
    number++;
  }

  /** What the operator has against what it runs. */
  Map<String, Optional<PolicyInForce>> behind() {
    return behind;
  }

  private synchronized void beat() {
    try {
      var answer = post(Optional.empty());
      if (answer.memory() == Memory.UNKNOWN) {
        answer = post(Optional.of(running));
      }
      behind = answer.behind();
    } catch (IOException operatorIsAway) {
      // It is told when it is back.
    }
  }

  private PolicyAnswer post(Optional<Map<String, PolicyInForce>> all) throws IOException {
    var body = PolicyReportJson.write(new PolicyReport(name, "p", number, all));
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port.getAsInt())) {
      socket.setSoTimeout(10_000);
      var parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(PeerName.OPERATORS.dns())));
      socket.setSSLParameters(parameters);
      var out = socket.getOutputStream();
      out.write(
          "POST /v1/policies HTTP/1.0\r\nContent-Length: %d\r\n\r\n"
              .formatted(body.length)
              .getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var json = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      return PolicyReportJson.readAnswer(json.getBytes(StandardCharsets.UTF_8))
              instanceof Outcome.Done<PolicyAnswer>(var read)
          ? read
          : refused(answer);
    }
  }

  private static PolicyAnswer refused(String answer) throws IOException {
    throw new IOException(answer);
  }

  @Override
  public void close() {
    beats.shutdownNow();
  }
}
