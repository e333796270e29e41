package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.conformance.Result;
import dev.steward.conformance.Suite;
import dev.steward.conformance.Verdict;
import dev.steward.core.measure.Bytes;
import dev.steward.core.model.ModelTask;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RepositoryConfig.Control;
import dev.steward.runtime.testing.GraphFile;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.OnnxFile.Value;
import dev.steward.runtime.testing.TestServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conformance suite against the runtime, by REST and by gRPC. */
class ConformanceIT {

  @TempDir Path folder;

  private static List<String> skipped(TestServer server) throws Exception {
    var report =
        Suite.run(
            URI.create("http://127.0.0.1:" + server.server().port()),
            Optional.of("127.0.0.1:" + server.server().grpcPort().orElseThrow()),
            Optional.empty());
    assertThat(report.conforms()).as(report.text()).isTrue();
    return report.results().stream()
        .filter(result -> result.verdict() instanceof Verdict.Skipped)
        .map(Result::check)
        .map(check -> check.name())
        .toList();
  }

  private TestServer identity(int type) {
    var model =
        OnnxFile.write(
            folder.resolve("m.onnx"),
            "Identity",
            List.of(new Value("x", type, List.of(-1, 3))),
            List.of(new Value("y", type, List.of(-1, 3))));
    return TestServer.of(model, ModelTask.TENSOR, settings -> settings.withGrpcPort(0));
  }

  @Test
  void the_runtime_passes_with_models_of_many_datatypes() throws Exception {
    for (int type : new int[] {OnnxFile.FLOAT, OnnxFile.INT64, OnnxFile.UINT8}) {
      try (var server = identity(type)) {
        assertThat(skipped(server)).allMatch(check -> check.startsWith("repository."));
      }
    }
    for (int type : new int[] {OnnxFile.BOOL, OnnxFile.STRING}) {
      try (var server = identity(type)) {
        assertThat(skipped(server))
            .startsWith("classification.output", "classification.error.count")
            .allMatch(
                check -> check.startsWith("classification.") || check.startsWith("repository."));
      }
    }
  }

  @Test
  void a_repository_passes_with_its_extension_too() throws Exception {
    GraphFile.adding(3, 2)
        .write(Files.createDirectories(folder.resolve("m/1")).resolve("model.onnx"));
    for (var control : Control.values()) {
      var repository = new RepositoryConfig(new Bytes(8 << 20), control);
      try (var server =
          TestServer.repository(folder, repository, settings -> settings.withGrpcPort(0))) {
        assertThat(skipped(server)).isEmpty();
      }
    }
  }

  @Test
  void inputs_that_json_cant_have_are_checked_as_bytes() throws Exception {
    for (int type : new int[] {OnnxFile.FLOAT16, OnnxFile.BFLOAT16}) {
      try (var server = identity(type)) {
        assertThat(skipped(server))
            .contains("rest.infer", "grpc.infer.typed")
            .doesNotContain("binary.inputs", "grpc.infer.raw");
      }
    }
  }
}
