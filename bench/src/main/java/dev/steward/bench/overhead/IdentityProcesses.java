package dev.steward.bench.overhead;

import dev.steward.bench.RuntimeProcess;
import dev.steward.bench.load.Readiness;
import dev.steward.bench.load.Target;
import dev.steward.bench.model.IdentityModel;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.GatewayPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The processes that are measured: a runtime of an identity model, and a gateway before it. */
final class IdentityProcesses {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String BODY =
      "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 16], \"datatype\": \"FP32\", \"data\": [%s]}]}"
          .formatted(
              IntStream.range(0, 16).mapToObj(i -> i + ".5").collect(Collectors.joining(", ")));

  private IdentityProcesses() {}

  /** Waits until somebody answers there. */
  static void awaitAnswers(Target target) throws IOException {
    Readiness.await(target, LIMIT);
  }

  /**
   * A runtime that serves the identity model.
   *
   * @param folder for its files
   * @param tls folder with its credentials; empty: it speaks plain HTTP
   */
  static ProcessBuilder runtime(Path folder, int port, int adminPort, Optional<Path> tls)
      throws IOException {
    var model = folder.resolve("identity");
    IdentityModel.write(model);
    var config =
        new RuntimeConfig(
            "identity",
            new ModelUri.LocalFile(model.toString()),
            Optional.empty(),
            ModelTask.TENSOR);
    var builder = RuntimeProcess.builder(config, folder, folder.resolve("cache"), port, adminPort);
    tls.ifPresent(it -> builder.environment().put("STEWARD_TLS", it.toString()));
    return builder;
  }

  /**
   * A gateway of the one service.
   *
   * @param tls folder with its credentials; empty: the pod speaks plain HTTP
   */
  static ProcessBuilder gateway(GatewayPort servicePort, int podPort, Optional<Path> tls) {
    return gateway(servicePort, podPort, tls, Optional.empty());
  }

  /**
   * As {@link #gateway(GatewayPort, int, Optional)}.
   *
   * @param evidence folder for a log in which it records each request; empty: it records none
   */
  static ProcessBuilder gateway(
      GatewayPort servicePort, int podPort, Optional<Path> tls, Optional<Path> evidence) {
    return java(
        GatewayProcess.class.getName(),
        "" + servicePort.number(),
        "" + podPort,
        tls.map(Path::toString).orElse(""),
        evidence.map(Path::toString).orElse(""));
  }

  private static ProcessBuilder java(String main, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** A request for the model, to whoever listens there. */
  static Target target(int port) {
    return Target.post("127.0.0.1", port, "/v2/models/identity/infer", BODY);
  }
}
