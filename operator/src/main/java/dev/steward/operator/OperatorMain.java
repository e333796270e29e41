package dev.steward.operator;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.operator.evidence.EvidenceBook;
import dev.steward.operator.load.LoadBook;
import dev.steward.operator.load.ReportIntake;
import dev.steward.operator.load.ReportServer;
import dev.steward.operator.load.RunningBook;
import dev.steward.operator.log.OperatorLogs;
import dev.steward.operator.reconcile.OperatorMetrics;
import dev.steward.operator.reconcile.OperatorProcess;
import dev.steward.operator.trust.OwnCredentials;
import dev.steward.protocol.report.PolicyAnswer;
import dev.steward.trust.CredentialsFolder;
import dev.steward.trust.Tls;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's process in a cluster: stands by or leads until SIGTERM. */
public final class OperatorMain {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);

  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final OperatorProcess operator;
  private final Optional<CredentialsFolder> credentials;
  private final ReportIntake reports;
  private final AdminServer admin;

  private OperatorMain(OperatorEnvironment environment) throws IOException {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var clock = InstantSource.system();
    var book = new LoadBook(clock, this::requestWaits);
    var running = new RunningBook(clock);
    operator =
        OperatorProcess.start(
            environment.settings(),
            client,
            new OperatorMetrics(registry),
            book,
            running,
            clock,
            // Another one leads: end at once, the kubelet starts this one again as a follower.
            () -> Runtime.getRuntime().halt(1));
    credentials =
        environment
            .tls()
            .map(folder ->
                CredentialsFolder.follow(folder, CredentialsFolder.PERIOD, changed -> {}));
    reports =
        ReportIntake.begin(
            ReportIntake.PORT,
            () -> context(clock),
            new ReportServer.Takers(
                book::take,
                new EvidenceBook(clock, operator.evidence())::take,
                report ->
                    new PolicyAnswer(running.take(report), operator.against(report.gateway()))));
    admin = AdminServer.start(environment.adminPort(), this::unready, registry);
    LOG.info("{} stands by, admin on {}", environment.settings().identity(), admin.port());
  }

  /** Takes no arguments; see {@link OperatorEnvironment} for its variables. */
  public static void main(String[] arguments) throws IOException {
    OperatorLogs.toStandardOutput();
    switch (OperatorEnvironment.read(System.getenv())) {
      case Checked.Valid<OperatorEnvironment>(var environment) -> run(environment);
      case Checked.Invalid<OperatorEnvironment>(var violation) -> giveUp(violation);
    }
  }

  private static void run(OperatorEnvironment environment) throws IOException {
    var main = new OperatorMain(environment);
    Runtime.getRuntime().addShutdownHook(new Thread(main::leave, "shutdown"));
  }

  /**
   * What this operator proves to gateways: by the CA that it can read, or as cert-manager wrote.
   */
  private SSLContext context(InstantSource clock) {
    return operator
        .authority()
        .map(own -> new OwnCredentials(own, clock).context())
        .or(() -> credentials.map(folder -> Tls.server(folder::current, PeerName.GATEWAYS)))
        .orElseThrow();
  }

  private static void giveUp(Violation violation) {
    LOG.error("giving up: {}", violation.message());
    Runtime.getRuntime().halt(1);
  }

  private void requestWaits(ServiceId service) {
    operator.requestWaits(service);
  }

  /** One that stands by is ready to; one that leads is ready once its caches are filled. */
  private Optional<String> unready() {
    return switch (operator.state()) {
      case STANDING_BY, LEADING -> Optional.empty();
      case STARTING -> Optional.of("filling the caches");
      case CLOSING -> Optional.of("stopping");
    };
  }

  private void leave() {
    LOG.info("leaving");
    reports.close();
    credentials.ifPresent(CredentialsFolder::close);
    operator.close();
    client.close();
    admin.close();
    LOG.info("left");
    Runtime.getRuntime().halt(0);
  }
}
