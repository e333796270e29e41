package dev.steward.cli;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.cli.local.LocalService;
import dev.steward.cli.local.LocalServing;
import dev.steward.cli.local.VolumeMap;
import dev.steward.cli.task.ProgressScreen;
import dev.steward.core.check.Violation;
import dev.steward.runtime.NativeLibraries;
import dev.steward.runtime.ServerSettings;
import dev.steward.runtime.web.PortException;
import dev.steward.tracing.Teller;
import dev.steward.tracing.Tracing;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward run}: serves a file's services in this process until it is told to stop. */
@Command(
    name = "run",
    description = {
      "Serves a file's ModelServices in this process, with no cluster: the same plan, gateway and",
      "runtime, the same endpoints. Several services share the address: requests find theirs by",
      "model or by path /NAMESPACE/NAME. SIGINT or SIGTERM end it."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private static final String SHARDS = "--shards";
  private static final String GRPC_PORT = "--grpc-port";
  private static final String MODELS = "models";

  /** More processes than a machine has use for. */
  private static final int MAX_SHARDS = 16;

  /** Why it ends: a service that can't go on, or nothing where the user wants it. */
  private final CompletableFuture<Optional<Violation>> end = new CompletableFuture<>();

  private volatile boolean announced;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  @Parameters(paramLabel = "FILE", description = "A YAML or JSON file with ModelServices.")
  private Path file;

  @Option(
      names = "--map",
      paramLabel = "pvc://CLAIM=FOLDER",
      description = "The folder that stands for a claim's volume. Once for each claim.")
  private List<String> maps = List.of();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen on; 0: a free one. Default: 8080, or the next free one.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address to listen on. Default: ${DEFAULT-VALUE}, this machine alone.")
  private String host = "127.0.0.1";

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      description = {
        "Speak the Open Inference Protocol over gRPC too, at this port; 0: a free one. Several",
        "services have a free one each. Default: no gRPC."
      })
  private Optional<Integer> grpcPort = Optional.empty();

  @Option(
      names = "--shards",
      paramLabel = "STAGES",
      description = {
        "Cut each model into so many stages, each in a process of its own, as strategy Pipeline does",
        "over pods; 1: the whole model in this process. Default: as spec.sharding says, else 1."
      })
  private Optional<Integer> shards = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    var err = spec.commandLine().getErr();
    var declared = new Sources().services(file, err);
    var volumes =
        VolumeMap.of(maps)
            .orThrow(wrong -> Refused.usage(wrong.field(), wrong.problem(), wrong.remedy()));
    shards
        .filter(count -> count < 1 || count > MAX_SHARDS)
        .ifPresent(count -> {
          throw Refused.usage(
              SHARDS, count + " stages can't be run", "use a number from 1 to " + MAX_SHARDS);
        });
    checkGrpcPort(declared.size());
    var planned = declared.stream().map(service -> planned(service, volumes)).toList();
    declared.forEach(service -> Unused.of(service).ifPresent(note -> err.println("note: " + note)));
    var address = LocalAddress.choose(host, port);
    address.note().ifPresent(note -> err.println("note: " + note));
    var cache = cacheFolder();
    NativeLibraries.keepIn(cache.resolve("native"));
    var services = sharded(planned, cache);
    var ended = stopOnSignal();
    try (var serving = open(services, address, cache)) {
      var failure = awaitReady(serving, err);
      if (failure.isPresent()) {
        throw Refused.because(failure.get());
      }
      announced = true;
      announce(serving, services, address);
      awaitEnd(serving);
    } finally {
      ended.countDown();
    }
    return ExitCode.DONE;
  }

  private static Optional<Violation> awaitReady(LocalServing serving, PrintWriter err)
      throws InterruptedException {
    try (var _ = new ShownArrivals(err, ProgressScreen.Kind.ofThisProcess(), serving::arrivals)) {
      return serving.awaitReady();
    }
  }

  private LocalService planned(ModelService service, VolumeMap volumes) {
    return LocalService.of(service, Installation.settings(), volumes)
        .orThrow(wrong ->
            Refused.because(
                "%s: %s: %s".formatted(file, service.getMetadata().getName(), wrong.field()),
                wrong.problem(),
                wrong.remedy()));
  }

  private List<LocalService> sharded(List<LocalService> services, Path cache)
      throws InterruptedException {
    var sharded = new ArrayList<LocalService>();
    for (var service : services) {
      var models = cache.resolve(MODELS);
      sharded.add(
          (shards.isPresent()
                  ? service.inStages(SHARDS, shards.get(), models)
                  : service.inStagesAsked(models))
              .orThrow(wrong ->
                  Refused.because(
                      "%s: %s: %s".formatted(file, service.runtime().model(), wrong.field()),
                      wrong.problem(),
                      wrong.remedy())));
    }
    return sharded;
  }

  private LocalServing open(List<LocalService> services, LocalAddress address, Path cache) {
    try {
      return LocalServing.start(
          services,
          host,
          address.port(),
          cache.resolve(MODELS),
          StageMain.command(cache),
          grpcPort.map(port -> new ServerSettings.Grpc(host, port)),
          Tracing.start(System.getenv(), new Teller("steward", Version.number(), "run")));
    } catch (PortException e) {
      throw Refused.because(
          GRPC_PORT, String.valueOf(e.getMessage()), "choose another, or 0 for a free one");
    } catch (IllegalStateException e) {
      throw Refused.because(
          "--port", String.valueOf(e.getMessage()), "choose another with --port, or --port 0");
    }
  }

  private void checkGrpcPort(int services) {
    grpcPort
        .filter(port -> port < 0 || port > LocalAddress.LAST_PORT || (services > 1 && port != 0))
        .ifPresent(port -> {
          throw Refused.usage(
              GRPC_PORT,
              services > 1
                  ? "one port can't be that of %d services".formatted(services)
                  : port + " is no port",
              "use 0 for a free one" + (services > 1 ? " each" : ", or 1 to 65535"));
        });
  }

  private void announce(LocalServing serving, List<LocalService> services, LocalAddress address) {
    var url = address.url(serving.port());
    var out = spec.commandLine().getOut();
    out.println("Ready: " + url);
    for (int i = 0; i < services.size(); i++) {
      var model = services.get(i).runtime().model();
      serving
          .grpcPort(i)
          .ifPresent(
              port -> out.printf("       gRPC of %s: %s%n", model, address.hostAndPort(port)));
    }
    out.println("       Ctrl-C ends it.");
    services.forEach(service -> {
      out.printf("%nTry %s:%n", service.runtime().model());
      Examples.of(service.runtime(), url).forEach(line -> out.println("  " + line));
    });
    out.flush();
  }

  private void awaitEnd(LocalServing serving) {
    var _ = serving.failure().thenAccept(violation -> end.complete(Optional.of(violation)));
    end.join()
        .ifPresent(violation -> {
          throw Refused.because(violation);
        });
    spec.commandLine().getErr().println("Stopping.");
  }

  /**
   * A signal begins the end of the JVM, which waits for its hooks, as the end of the command does:
   * this one waits until all is closed. While models are still being loaded there is nothing to
   * close, and ONNX Runtime, whose own hook ends it under a load's feet, would take the process
   * down with a crash's report.
   *
   * @return counted down when all is closed
   */
  private CountDownLatch stopOnSignal() {
    var ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  if (ended.getCount() > 0 && !announced) {
                    Runtime.getRuntime().halt(ExitCode.STOPPED);
                  }
                  end.complete(Optional.empty());
                  try {
                    ended.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    return ended;
  }

  /** Where what is kept between runs lies. */
  static Path cacheFolder() {
    var configured = System.getenv("XDG_CACHE_HOME");
    var caches =
        configured == null || configured.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return caches.resolve("steward").resolve("run");
  }
}
