package dev.steward.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.engine.OnnxDevice;
import dev.steward.runtime.engine.OnnxModel.Scratch;
import dev.steward.runtime.pool.PoolSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFilesTest {

  @TempDir private Path folder;

  private void files(String names) throws Exception {
    for (var name : names.split(" ", -1)) {
      Files.createFile(folder.resolve(name));
    }
  }

  private String found() throws LoadException {
    var files = ModelFiles.in(folder);
    return files.graph().getFileName() + " " + files.format().text();
  }

  @ParameterizedTest
  @CsvSource({
    "model.onnx,             model.onnx ONNX",
    "net.onnx,               net.onnx ONNX",
    "model.pt,               model.pt TorchScript",
    "net.pt,                 net.pt TorchScript",
    "yolo.torchscript,       yolo.torchscript TorchScript",
    "a.pt b.pt model.pt,     model.pt TorchScript",
    "model.pt other.onnx,    other.onnx ONNX"
  })
  void a_folder_s_graph_is_found_by_its_name(String names, String graph) throws Exception {
    files(names);
    assertThat(found()).isEqualTo(graph);
  }

  @ParameterizedTest
  @CsvSource({
    "a.pt b.pt,     the folder has several .pt or .torchscript files",
    "a.onnx b.onnx, the folder has several .onnx files",
    "readme.txt,    the folder has no .onnx files"
  })
  void what_isn_t_there_or_too_often_is_told(String names, String problem) throws Exception {
    files(names);
    var refused = catchThrowableOfType(LoadException.class, () -> ModelFiles.in(folder));
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.MODEL_MISSING);
    assertThat(refused.failure().violation().message()).contains(problem);
  }

  @Test
  void a_graph_that_must_be_taken_apart_is_onnx() throws Exception {
    files("model.pt");
    var refused = catchThrowableOfType(LoadException.class, () -> ModelFiles.onnx(folder));
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
    assertThat(refused.failure().violation().message())
        .contains("model.pt is TorchScript, of which the layers can't be told");
  }

  @Test
  void without_the_engine_s_artifact_it_is_told_how_to_have_it() throws Exception {
    files("model.pt");
    var graphs = new Graphs(OnnxDevice.cpu(), new PoolSettings(1, 1, 0), Scratch.KEPT);
    var files = ModelFiles.in(folder);
    var refused = catchThrowableOfType(LoadException.class, () -> graphs.open(files));
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
    assertThat(refused.failure().violation().message())
        .contains("model.pt is TorchScript, and this runtime has no engine for that");
  }
}
