package dev.steward.runtime;

import dev.steward.core.check.Checked;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import dev.steward.core.error.LoadException;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.logs.JsonLogs;
import dev.steward.protocol.config.LastWordsJson;
import dev.steward.protocol.config.ModelFactsJson;
import dev.steward.protocol.config.RuntimeConfigJson;
import dev.steward.runtime.engine.DeviceChoice;
import dev.steward.runtime.engine.DeviceWish;
import dev.steward.runtime.engine.Engine;
import dev.steward.runtime.guard.Guard;
import dev.steward.runtime.guard.GuardEnvironment;
import dev.steward.runtime.guard.GuardSettings;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.web.PortException;
import dev.steward.store.Places;
import dev.steward.tracing.Teller;
import dev.steward.tracing.Tracing;
import dev.steward.trust.CredentialsException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The process of a pod: serves what its configuration file says until SIGTERM, or ends with status
 * 1 after its last words. With the argument {@code inspect} it serves nothing: it leaves the facts
 * of the model in the place of last words ({@link ModelFactsJson}) and ends with status 0. With the
 * argument {@code await-leader} it ends with status 0 as soon as the leader of its group runs. With
 * the argument {@code guard} it stands before another process that serves ({@link Guard}).
 *
 * <p>Environment, with defaults: {@code STEWARD_CONFIG} (/etc/steward/runtime.json), {@code
 * STEWARD_VOLUMES} (/mnt/volumes), {@code STEWARD_CACHE} (/var/cache/steward), {@code STEWARD_PORT}
 * (8080), {@code STEWARD_ADMIN_PORT} (8081), {@code STEWARD_GRPC_PORT} (none: inference isn't
 * spoken over gRPC), {@code STEWARD_TERMINATION_LOG} (/dev/termination-log), {@code STEWARD_TLS}
 * (none: a folder with the pod's credentials; without it the port for inference speaks plain HTTP),
 * {@code STEWARD_DEVICE} (Auto: on a GPU where that is possible; Gpu, Cpu), {@code
 * STEWARD_MODEL_SECRET} (none: a folder with the keys of a Secret by which models are read), {@code
 * STEWARD_MODEL_CACHE} and {@code STEWARD_MODEL_CACHE_BYTES} (none: a folder that other processes
 * use too, and how much is kept there). In a group besides {@code LWS_WORKER_INDEX}, the place
 * among the members, which is the index of the stage where the file has none, and {@code
 * LWS_LEADER_ADDRESS}, the leader's host.
 */
public final class RuntimeMain {

  private static final long MAX_CONFIG = 1 << 20;
  private static final String INSPECT = "inspect";
  private static final String AWAIT_LEADER = "await-leader";
  private static final String GUARD = "guard";
  private static final String PLACE = "LWS_WORKER_INDEX";
  private static final String LEADER = "LWS_LEADER_ADDRESS";
  private static final String GRPC_PORT = "STEWARD_GRPC_PORT";
  private static final String CACHE_BYTES = "STEWARD_MODEL_CACHE_BYTES";
  private static final OptionalInt NONE = OptionalInt.empty();
  private static final Duration LEADER_ASKED = Duration.ofMillis(500);

  /** Libraries that tell too much. */
  private static final Map<String, Level> QUIETER = Map.of("ai.djl", Level.WARN);

  private final Map<String, String> environment;

  private RuntimeMain(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Runs the process: serves, or with the argument {@code inspect} tells facts. */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length == 0 && NativeLibraries.unpacked()) {
      Engine.loadAhead();
    }
    JsonLogs.toStandardOutput(QUIETER);
    new RuntimeMain(System.getenv()).run(List.of(arguments));
  }

  private void run(List<String> arguments) throws InterruptedException {
    if (arguments.equals(List.of(AWAIT_LEADER))) {
      awaitLeader();
      return;
    }
    if (arguments.equals(List.of(GUARD))) {
      guard();
      return;
    }
    switch (config()) {
      case Checked.Invalid<RuntimeConfig>(var violation) ->
          end(new LastWords(ErrorCode.INVALID_CONFIG, violation.message()));
      case Checked.Valid<RuntimeConfig>(var config) -> {
        if (arguments.isEmpty()) {
          serve(config);
        } else if (arguments.equals(List.of(INSPECT))) {
          inspect(config);
        } else {
          end(
              new LastWords(
                  ErrorCode.INVALID_CONFIG,
                  "arguments: \"%s\" can't be done; use none, inspect, await-leader or guard"
                      .formatted(String.join(" ", arguments))));
        }
      }
    }
  }

  private Places places() {
    var places =
        new Places(
            path("STEWARD_VOLUMES", "/mnt/volumes"), path("STEWARD_CACHE", "/var/cache/steward"));
    NativeLibraries.keepIn(places.cache().resolve("native"));
    return withSecret(withShared(places));
  }

  private Places withSecret(Places places) {
    var secret = environment.getOrDefault("STEWARD_MODEL_SECRET", "");
    return secret.isBlank() ? places : places.withSecret(Path.of(secret));
  }

  private Places withShared(Places places) {
    var folder = environment.getOrDefault("STEWARD_MODEL_CACHE", "");
    if (folder.isBlank()) {
      return places;
    }
    var bytes = environment.getOrDefault(CACHE_BYTES, "");
    if (!bytes.matches("[1-9][0-9]{0,17}")) {
      end(
          new LastWords(
              ErrorCode.INVALID_CONFIG,
              CACHE_BYTES + ": \"" + bytes + "\" is no number of bytes; use one from 1"));
      return places;
    }
    return places.withShared(new Places.Shared(Path.of(folder), Long.parseLong(bytes)));
  }

  /** Leaves the model's facts where last words would be, and ends with status 0. */
  private void inspect(RuntimeConfig config) throws InterruptedException {
    var machine = Runtime.getRuntime();
    try {
      var loader = ModelLoader.of(places(), PoolSettings.forCores(machine.availableProcessors()));
      var facts = ModelFactsJson.write(loader.inspect(config).facts());
      var log = LoggerFactory.getLogger(RuntimeMain.class);
      log.info("the facts of model {}: {}", config.model(), facts);
      write(log, path("STEWARD_TERMINATION_LOG", "/dev/termination-log"), facts);
      machine.halt(0);
    } catch (LoadException e) {
      end(e.failure().lastWords());
    }
  }

  /** The leader itself has nobody to wait for. */
  private void awaitLeader() throws InterruptedException {
    var place = place();
    var leader = environment.getOrDefault(LEADER, "");
    if (place.isEmpty() || leader.isEmpty()) {
      end(
          new LastWords(
              ErrorCode.INVALID_CONFIG,
              "%s, %s: they say which member of a group this is; set them as the operator does"
                  .formatted(PLACE, LEADER)));
      return;
    }
    if (place.getAsInt() > 0) {
      var livez = "http://%s:%d/livez".formatted(leader, port("STEWARD_ADMIN_PORT", 8081));
      switch (new LeaderWait(URI.create(livez), LEADER_ASKED).await(LeaderWait.AT_MOST)) {
        case RUNS -> {}
        case GAVE_UP ->
            end(
                new LastWords(
                    ErrorCode.NO_REPLICA,
                    "%s: %s hasn't answered for %d min; see the leader's pod"
                        .formatted(LEADER, livez, LeaderWait.AT_MOST.toMinutes())));
      }
    }
    Runtime.getRuntime().halt(0);
  }

  /** Lets gateways alone get to an engine that speaks plain HTTP, until SIGTERM. */
  private void guard() throws InterruptedException {
    switch (GuardEnvironment.read(environment)) {
      case Checked.Invalid<GuardSettings>(var violation) ->
          end(new LastWords(ErrorCode.INVALID_CONFIG, violation.message()));
      case Checked.Valid<GuardSettings>(var settings) -> guard(settings);
    }
  }

  private void guard(GuardSettings settings) throws InterruptedException {
    try {
      var guard = Guard.start(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(guard), "shutdown"));
      LoggerFactory.getLogger(RuntimeMain.class)
          .info("guards the engine at {}, for gateways alone", settings.enginePort());
      new CountDownLatch(1).await();
    } catch (CredentialsException | IOException e) {
      end(new LastWords(ErrorCode.INVALID_CONFIG, "the guard can't stand: " + e.getMessage()));
    }
  }

  private static void leave(Guard guard) {
    try {
      guard.drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    guard.close();
    Runtime.getRuntime().halt(0);
  }

  /** This process's place among the members of its group, if it is in one. */
  private OptionalInt place() {
    var text = environment.getOrDefault(PLACE, "");
    return text.matches("[0-9]{1,4}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  private void serve(RuntimeConfig config) throws InterruptedException {
    var tracing =
        Tracing.start(
            environment,
            new Teller(
                "steward-runtime",
                ModelServer.version(),
                environment.getOrDefault("HOSTNAME", "runtime")));
    var started = new CompletableFuture<RuntimeServer>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(started, tracing), "shutdown"));
    int port = port("STEWARD_PORT", 8080);
    int adminPort = port("STEWARD_ADMIN_PORT", 8081);
    var grpc = environment.containsKey(GRPC_PORT) ? OptionalInt.of(port(GRPC_PORT, 0)) : NONE;
    try {
      var open =
          ServerSettings.forThisMachine("0.0.0.0", port, adminPort, places())
              .withDevice(device())
              .withTracing(tracing);
      var tls = environment.get("STEWARD_TLS");
      var secured = tls == null || tls.isBlank() ? open : open.withTls(Path.of(tls));
      var settings = grpc.isPresent() ? secured.withGrpcPort(grpc.getAsInt()) : secured;
      var server = RuntimeServer.start(config, settings);
      started.complete(server);
      end(server.failure().get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a failure is told, never thrown", e);
    } catch (CredentialsException e) {
      end(new LastWords(ErrorCode.INVALID_CONFIG, "STEWARD_TLS: " + e.getMessage()));
    } catch (PortException e) {
      end(
          new LastWords(
              ErrorCode.INVALID_CONFIG,
              "STEWARD_PORT, STEWARD_ADMIN_PORT, STEWARD_GRPC_PORT: " + e.getMessage()));
    }
  }

  private Checked<RuntimeConfig> config() {
    var file = path("STEWARD_CONFIG", "/etc/steward/runtime.json");
    try {
      if (Files.size(file) > MAX_CONFIG) {
        return Checked.invalid("STEWARD_CONFIG", file + " is too large", "use the operator's own");
      }
      return RuntimeConfigJson.read(Files.readString(file), place());
    } catch (IOException e) {
      return Checked.invalid(
          "STEWARD_CONFIG", file + " can't be read (" + e + ")", "mount the configuration there");
    }
  }

  private Path path(String variable, String usual) {
    return Path.of(environment.getOrDefault(variable, usual));
  }

  private DeviceWish device() {
    var text = environment.getOrDefault(DeviceChoice.FIELD, DeviceWish.AUTO.text());
    return switch (DeviceWish.read(DeviceChoice.FIELD, text)) {
      case Checked.Valid<DeviceWish>(var wish) -> wish;
      case Checked.Invalid<DeviceWish>(var violation) -> {
        end(new LastWords(ErrorCode.INVALID_CONFIG, violation.message()));
        yield DeviceWish.AUTO;
      }
    };
  }

  private int port(String variable, int usual) {
    var text = environment.getOrDefault(variable, String.valueOf(usual));
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    end(
        new LastWords(
            ErrorCode.INVALID_CONFIG,
            variable + ": \"" + text + "\" is no port; use a number from 0 to 65535"));
    return usual;
  }

  /**
   * SIGTERM: the process ends with status 0 once it has drained, or at once while it starts or
   * loads. ONNX Runtime has a hook of its own that would end it under a load's feet.
   */
  private static void leave(CompletableFuture<RuntimeServer> started, Tracing tracing) {
    if (started.isDone() && !started.join().isLoading()) {
      var server = started.join();
      try {
        server.drain();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      server.close();
      tracing.close();
    }
    Runtime.getRuntime().halt(0);
  }

  private void end(LastWords words) {
    var file = path("STEWARD_TERMINATION_LOG", "/dev/termination-log");
    var log = LoggerFactory.getLogger(RuntimeMain.class);
    log.error("giving up: {}: {}", words.code().code(), words.message());
    write(log, file, LastWordsJson.write(words));
    // Not exit: nothing that is left to do is worth a process that can't serve.
    Runtime.getRuntime().halt(1);
  }

  private static void write(Logger log, Path file, String words) {
    try {
      Files.writeString(file, words);
    } catch (IOException e) {
      log.error("the last words can't be written to {}: {}", file, e.getMessage());
    }
  }
}
