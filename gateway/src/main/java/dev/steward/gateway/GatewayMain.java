package dev.steward.gateway;

import dev.steward.core.check.Checked;
import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.evidence.Adoption;
import dev.steward.gateway.evidence.Evidence;
import dev.steward.gateway.evidence.OperatorTalk;
import dev.steward.gateway.evidence.Rotation;
import dev.steward.gateway.http.AdminServer;
import dev.steward.gateway.http.Readiness;
import dev.steward.gateway.load.LoadReporter;
import dev.steward.gateway.log.GatewayLogs;
import dev.steward.gateway.metrics.AuditMetrics;
import dev.steward.gateway.metrics.GatewayMetrics;
import dev.steward.gateway.policy.Fence;
import dev.steward.gateway.policy.PolicyReporter;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.task.BoardTasks;
import dev.steward.gateway.task.Carriage;
import dev.steward.gateway.task.TaskApi;
import dev.steward.gateway.task.TaskKeeper;
import dev.steward.gateway.watch.ApiServerClock;
import dev.steward.gateway.watch.KubernetesTasks;
import dev.steward.gateway.watch.LeaseRoster;
import dev.steward.gateway.watch.OperatorWatch;
import dev.steward.gateway.watch.RouteWatch;
import dev.steward.gateway.watch.WitnessedLogs;
import dev.steward.tracing.Teller;
import dev.steward.tracing.Tracing;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway's process in a cluster: listens by what the API server tells until SIGTERM. */
public final class GatewayMain {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayMain.class);

  private final AtomicBoolean leaving = new AtomicBoolean();
  private final KubernetesClient kubernetes = new KubernetesClientBuilder().build();
  private final KubernetesTasks board;
  private final TaskApi tasks;
  private final Tracing tracing;
  private final Optional<Evidence> evidence;
  private final Optional<OperatorTalk> talk;
  private final GatewayServer gateway;
  private final TaskKeeper keeper;
  private final RouteWatch watch;
  private final OperatorWatch operators;
  private final LoadReporter reporter;
  private final PolicyReporter policies;
  private final Optional<String> address;

  private GatewayMain(GatewayEnvironment environment) {
    address = environment.address();
    tracing = Tracing.start(System.getenv(), teller(environment.podName()));
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var metrics = new GatewayMetrics(registry);
    var traffic = new ReportedTraffic(metrics);
    tracing.counts().ifPresent(metrics::spans);
    var fence = new Fence();
    board = KubernetesTasks.start(kubernetes, environment.scope());
    tasks = new TaskApi(board, environment.tasks().overHttp());
    evidence =
        environment
            .evidence()
            .map(place ->
                Evidence.begin(
                    place,
                    environment.podName(),
                    InstantSource.system(),
                    new ApiServerClock(kubernetes),
                    new WitnessedLogs(kubernetes, environment.scope().home())));
    evidence.ifPresent(kept -> AuditMetrics.register(registry, kept));
    gateway =
        GatewayServer.start(
            environment.settings(),
            Routes.none(),
            Neighbours.none()
                .with(traffic)
                .with(tasks)
                .with(new BoardTasks(board))
                .with(fence)
                .with(tracing)
                .with(evidence.map(Evidence::trail).orElse(Trail.none())));
    metrics.gauge("steward.gateway.in.flight", "Requests in hand", gateway::inFlight);
    metrics.gauge("steward.gateway.ports.open", "Services' own ports", gateway::openPorts);
    metrics.gauge(
        "steward.gateway.ports.failed",
        "Services' own ports that can't be bound",
        () -> gateway.failedPorts().size());
    metrics.gauge(
        "steward.certificate.expiry.seconds",
        "Time until the certificate ends that is shown to pods",
        () ->
            gateway
                .certificateEnd()
                .map(end -> Duration.between(Instant.now(), end).toMillis() / 1e3)
                .orElse(Double.NaN));
    watch =
        RouteWatch.start(
            kubernetes,
            environment.scope(),
            routes -> {
              gateway.follow(routes);
              metrics.follow(routes);
            });
    operators =
        OperatorWatch.start(kubernetes, environment.scope().home(), environment.operatorService());
    reporter =
        new LoadReporter(
            environment.podName(),
            gateway::services,
            operators::ready,
            gateway::report,
            InstantSource.system());
    traffic.whenWaiting(reporter::waits);
    talk =
        evidence.map(kept ->
            new OperatorTalk(
                environment.podName(),
                kept,
                operators::ready,
                gateway::post,
                InstantSource.system()));
    talk.ifPresent(OperatorTalk::start);
    // This pod's last process is another.
    var process = UUID.randomUUID().toString().substring(0, 8);
    policies =
        new PolicyReporter(
            environment.podName(),
            process,
            gateway::routes,
            operators::ready,
            gateway::post,
            fence);
    policies.start();
    keeper =
        TaskKeeper.start(
            environment.podName() + "." + process,
            board,
            new LeaseRoster(
                kubernetes,
                environment.scope().home(),
                environment.podName(),
                InstantSource.system()),
            Carriage.ofCluster(environment.tasks().hosts(), tracing),
            gateway::routes);
    reporter.start();
    var admin =
        AdminServer.start(
            environment.adminPort(),
            this::readiness,
            registry,
            environment.evidence().map(Evidence.Place::log));
    LOG.info(
        "{} listens on {}, admin on {}", environment.podName(), gateway.frontPort(), admin.port());
  }

  /**
   * Takes no arguments, or {@code adopt}: then it looks once after the log of the gateway that it
   * is told to be, and ends. See {@link GatewayEnvironment} for its variables.
   */
  public static void main(String[] arguments) {
    GatewayLogs.toStandardOutput();
    switch (GatewayEnvironment.read(System.getenv())) {
      case Checked.Valid<GatewayEnvironment>(var environment)
          when List.of(arguments).equals(List.of("adopt")) ->
          adopt(environment);
      case Checked.Valid<GatewayEnvironment>(var environment) -> run(environment);
      case Checked.Invalid<GatewayEnvironment>(var violation) -> giveUp(violation.message());
    }
  }

  private static Teller teller(String podName) {
    var packaged = GatewayMain.class.getPackage().getImplementationVersion();
    return new Teller("steward-gateway", packaged == null ? "development" : packaged, podName);
  }

  private static void run(GatewayEnvironment environment) {
    try {
      var main = new GatewayMain(environment);
      Runtime.getRuntime().addShutdownHook(new Thread(main::leave, "shutdown"));
    } catch (RuntimeException e) {
      // Such as a port that is taken. Threads that were started would keep the process half alive.
      giveUp(e.getMessage());
    }
  }

  private static void adopt(GatewayEnvironment environment) {
    var place = environment.evidence();
    if (place.isEmpty()) {
      giveUp("STEWARD_EVIDENCE isn't set: there is no log to look after");
      return;
    }
    try (var kubernetes = new KubernetesClientBuilder().build()) {
      switch (Adoption.of(
          place.get(),
          environment.podName(),
          InstantSource.system(),
          new ApiServerClock(kubernetes),
          new WitnessedLogs(kubernetes, environment.scope().home()))) {
        case Adoption.Done(var destroyed) ->
            LOG.info(
                "{} buckets of {} were due and are destroyed", destroyed, environment.podName());
        case Adoption.NotDone(var why) -> giveUp(why);
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static void giveUp(@Nullable String why) {
    LOG.error("giving up: {}", why);
    Runtime.getRuntime().halt(1);
  }

  private Readiness readiness() {
    if (leaving.get()) {
      return new Readiness.Unready("stopping");
    }
    if (!watch.synced()) {
      return new Readiness.Unready("waiting for the API server");
    }
    if (evidence.filter(kept -> !kept.hasTried()).isPresent()) {
      return new Readiness.Unready("opening the evidence log");
    }
    return evidence.flatMap(Evidence::obstacle).map(this::unrecording).orElse(Readiness.Ready.OK);
  }

  private Readiness unrecording(String why) {
    var others = talk.map(OperatorTalk::othersRecording).orElse(OptionalInt.empty());
    return Rotation.leaves(gateway.routes(), others)
        ? new Readiness.Unready("no request can be recorded here, but by others: " + why)
        : new Readiness.Ready("ok, but no request can be recorded: " + why);
  }

  /** Whether a Service leads here, and somebody is there to lead it elsewhere. */
  private boolean isLedTo() {
    return !operators.ready().isEmpty() && address.filter(watch::isListed).isPresent();
  }

  /** SIGTERM: the admin port goes on, so that the kubelet sees the gateway unready, not dead. */
  private void leave() {
    leaving.set(true);
    LOG.info("leaving with {} requests in hand", gateway.inFlight());
    tasks.close();
    keeper.close();
    try {
      gateway.drain(Drain.defaults(), this::isLedTo);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.close();
    talk.ifPresent(OperatorTalk::close);
    reporter.close();
    policies.close();
    operators.close();
    board.close();
    gateway.close();
    tracing.close();
    evidence.ifPresent(Evidence::close);
    kubernetes.close();
    LOG.info("left");
    Runtime.getRuntime().halt(0);
  }
}
