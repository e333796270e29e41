package dev.steward.operator.reconcile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.operator.evidence.AuditSettings;
import dev.steward.operator.load.RunningBook;
import dev.steward.operator.plan.Names;
import dev.steward.operator.reconcile.Leadership.State;
import dev.steward.operator.scale.LoadReports;
import dev.steward.operator.task.TaskSettings;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Steward's namespace, a tenant's, and operators between them, on a real API server. There are no
 * controllers and no nodes: a test plays them.
 */
final class World implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What is the same for so long won't change by itself. */
  private static final Duration UNCHANGED = Duration.ofSeconds(2);

  /** A lease that nobody's test waits for the end of. */
  static final OperatorSettings.Lease LONG =
      new OperatorSettings.Lease(
          Duration.ofMinutes(5), Duration.ofMinutes(4), Duration.ofMillis(200));

  /** Whom admission policies that another test may have installed take for the operator. */
  private static final String OPERATOR = "system:serviceaccount:steward-system:steward-operator";

  static final OperatorSettings.Lease QUICK =
      new OperatorSettings.Lease(
          Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(200));

  private final ApiServer.Which server;
  final KubernetesClient client;
  final String home;
  final String tenant;
  private final List<RunningOperator> operators = new ArrayList<>();
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  /** What the operators take for the time. */
  final InstantSource clock = () -> Instant.now().plus(ahead.get());

  /** What gateways would report of a service, by its name; of others they say nothing. */
  final Map<String, LoadReports.Load> load = new ConcurrentHashMap<>();

  World() {
    this(ApiServer.Which.USUAL);
  }

  /** On one of the API servers. */
  World(ApiServer.Which server) {
    this(server, client -> ApiServer.namespace(client, "tenant"));
  }

  /** Around a tenant's namespace that is there already, on one of the API servers. */
  World(ApiServer.Which server, String tenant) {
    this(server, _ -> tenant);
  }

  private World(ApiServer.Which server, Function<KubernetesClient, String> tenant) {
    this.server = server;
    this.client = ApiServer.connect(server);
    this.home = ApiServer.namespace(client, "steward");
    this.tenant = tenant.apply(client);
  }

  /** An operator with what it counted. */
  record RunningOperator(
      OperatorProcess process,
      SimpleMeterRegistry meters,
      KubernetesClient client,
      RunningBook running) {

    /** Calls to the API server beside watches and the lease, by what they did. */
    Map<String, Double> calls() {
      var calls = new TreeMap<String, Double>();
      meters.find("steward.operator.api.calls").counters().stream()
          .filter(counter -> counter.count() > 0)
          .forEach(counter -> {
            Meter.Id id = counter.getId();
            calls.put(id.getTag("verb") + " " + id.getTag("kind"), counter.count());
          });
      return calls;
    }

    long reconciles() {
      return meters.find("steward.operator.reconcile").timers().stream()
          .mapToLong(timer -> timer.count())
          .sum();
    }

    /** As SIGKILL does: nothing is handed over. */
    void kill() {
      client.close();
    }
  }

  RunningOperator operator(String identity, OperatorSettings.Lease lease) {
    return operator(identity, lease, settings -> settings);
  }

  /** An operator that is told something else besides. */
  RunningOperator operator(
      String identity, OperatorSettings.Lease lease, UnaryOperator<OperatorSettings> besides) {
    ApiServer.allowAll(client, OPERATOR);
    return operator(identity, lease, besides, ApiServer.connectAs(server, OPERATOR));
  }

  private RunningOperator operator(
      String identity,
      OperatorSettings.Lease lease,
      UnaryOperator<OperatorSettings> besides,
      KubernetesClient own) {
    var meters = new SimpleMeterRegistry();
    var book = new RunningBook(clock);
    var process =
        OperatorProcess.start(
            besides.apply(
                new OperatorSettings(
                    home,
                    identity,
                    Optional.of(tenant),
                    "steward.dev/runtime:test",
                    new TaskSettings("steward.dev/tasks:test", List.of()),
                    4,
                    lease,
                    AuditSettings.OWN)),
            own,
            new OperatorMetrics(meters),
            (service, second) -> Optional.ofNullable(load.get(service.name())),
            book,
            clock,
            () -> {});
    var running = new RunningOperator(process, meters, own, book);
    operators.add(running);
    return running;
  }

  /** Time passes for the operators. */
  void pass(Duration time) {
    var _ = ahead.accumulateAndGet(time, Duration::plus);
  }

  /** An operator with the rights of an installation for one namespace. */
  RunningOperator limitedOperator(String identity) {
    var user = "limited-" + tenant;
    for (var namespace : List.of(home, tenant)) {
      ApiServer.allowAll(client, namespace, user);
    }
    var running =
        operator(identity, QUICK, settings -> settings, ApiServer.connectAs(server, user));
    await("an operator leads", () -> running.process().state() == State.LEADING);
    return running;
  }

  RunningOperator leadingOperator(String identity) {
    return leadingOperator(identity, QUICK);
  }

  RunningOperator leadingOperator(String identity, OperatorSettings.Lease lease) {
    var running = operator(identity, lease);
    await("an operator leads", () -> running.process().state() == State.LEADING);
    return running;
  }

  ModelService apply(String yaml) {
    var service = client.getKubernetesSerialization().unmarshal(yaml, ModelService.class);
    service.getMetadata().setNamespace(tenant);
    return client.resource(service).fieldManager("test").forceConflicts().serverSideApply();
  }

  ModelService applyExample(String name) {
    try {
      return apply(Files.readString(Path.of("../examples/" + name + ".yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ModelService service(String name) {
    return client.resources(ModelService.class).inNamespace(tenant).withName(name).get();
  }

  Optional<Condition> condition(String service, String type) {
    return Optional.ofNullable(service(service).getStatus())
        .flatMap(status -> Optional.ofNullable(status.conditions()))
        .flatMap(
            conditions -> conditions.stream().filter(c -> c.getType().equals(type)).findFirst());
  }

  Condition awaitReason(String service, String reason) {
    await(
        "Ready of " + service + " has the reason " + reason,
        () -> condition(service, "Ready").filter(c -> c.getReason().equals(reason)).isPresent());
    return condition(service, "Ready").orElseThrow();
  }

  String revision(String service) {
    await(
        service + " has a revision",
        () ->
            service(service).getStatus() != null
                && service(service).getStatus().revision() != null);
    return requireNonNull(service(service).getStatus().revision());
  }

  /** A gateway's pod, ready, at an address of its own. */
  Pod gateway(String name, String address) {
    var labels =
        Map.of("app.kubernetes.io/name", "steward", "app.kubernetes.io/component", "gateway");
    var account =
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withNamespace(home)
            .withName("gateway")
            .endMetadata()
            .build();
    var _ = client.resource(account).serverSideApply();
    return pod(home, name, "gateway", labels, ready(address));
  }

  /** A pod as the Deployment of a revision would make it. */
  Pod runtimePod(String service, String revision, String name, PodStatus status) {
    var labels =
        Map.of(Names.MANAGED_BY, Names.STEWARD, Names.SERVICE, service, Names.REVISION, revision);
    return pod(tenant, name, service, labels, status);
  }

  static PodStatus ready(String address) {
    return new PodStatusBuilder()
        .withPhase("Running")
        .withPodIP(address)
        .addNewPodIP(address)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .build();
  }

  static PodStatus unschedulable(String message) {
    return new PodStatusBuilder()
        .withPhase("Pending")
        .addNewCondition()
        .withType("PodScheduled")
        .withStatus("False")
        .withReason("Unschedulable")
        .withMessage(message)
        .endCondition()
        .build();
  }

  private Pod pod(
      String namespace, String name, String account, Map<String, String> labels, PodStatus status) {
    var pod =
        new PodBuilder()
            .withMetadata(
                new ObjectMetaBuilder()
                    .withNamespace(namespace)
                    .withName(name)
                    .withLabels(labels)
                    .build())
            .withNewSpec()
            .withServiceAccountName(account)
            .withAutomountServiceAccountToken(false)
            .addNewContainer()
            .withName("runtime")
            .withImage("none")
            .withNewResources()
            .addToLimits("nvidia.com/gpu", new Quantity("1"))
            .endResources()
            .endContainer()
            .endSpec()
            .build();
    var created = client.resource(pod).create();
    created.setStatus(status);
    return client.resource(created).updateStatus();
  }

  void setStatus(Pod pod, PodStatus status) {
    var current = client.resource(pod).get();
    current.setStatus(status);
    var _ = client.resource(current).updateStatus();
  }

  void removePod(Pod pod) {
    var _ = client.resource(pod).withGracePeriod(0).delete();
  }

  Optional<ServingConfigResource> servingConfig(String service) {
    return Optional.ofNullable(
        client
            .resources(ServingConfigResource.class)
            .inNamespace(home)
            .withName(tenant + "." + service)
            .get());
  }

  /** Everything that was made for a service. */
  List<HasMetadata> made(String service) {
    var own =
        Stream.of(
                Deployment.class,
                ControllerRevision.class,
                Service.class,
                ServiceAccount.class,
                Secret.class,
                NetworkPolicy.class,
                PodDisruptionBudget.class,
                EndpointSlice.class)
            .flatMap(kind ->
                client
                    .resources(kind)
                    .inNamespace(tenant)
                    .withLabel(Names.SERVICE, service)
                    .list()
                    .getItems()
                    .stream());
    return Stream.concat(own, servingConfig(service).stream())
        .map(HasMetadata.class::cast)
        .toList();
  }

  /** Waits for something that the API server or an operator will bring about. */
  static void await(String what, BooleanSupplier holds) {
    await(what, PATIENCE, holds);
  }

  static void await(String what, Duration patience, BooleanSupplier holds) {
    var deadline = System.nanoTime() + patience.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still waiting: %s", what).isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** The value, once it has stayed the same for a while, however long a look at it takes. */
  static <T> T settled(Supplier<T> value) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    var last = value.get();
    var since = System.nanoTime();
    while (System.nanoTime() - since < UNCHANGED.toNanos()) {
      assertThat(System.nanoTime()).as("never settles: %s", last).isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
      var next = value.get();
      if (!next.equals(last)) {
        last = next;
        since = System.nanoTime();
      }
    }
    return last;
  }

  @Override
  public void close() {
    for (var operator : operators) {
      operator.process().close();
      operator.client().close();
    }
    client.resources(InferenceTask.class).inNamespace(tenant).delete();
    client.resources(ModelService.class).inNamespace(tenant).delete();
    client.close();
  }
}
