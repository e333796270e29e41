package dev.steward.runtime.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.TensorMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureFileTest {

  private static final String OUTPUTS =
      ", \"outputs\": [{\"name\": \"y\", \"datatype\": \"FP32\", \"shape\": []}]}";

  @TempDir private Path folder;

  private Path model(String signature) throws Exception {
    Files.writeString(folder.resolve("signature.json"), signature);
    return folder.resolve("model.pt");
  }

  @Test
  void inputs_and_outputs_keep_their_order() throws Exception {
    var model =
        model(
            "{\"inputs\": [{\"name\": \"b\", \"datatype\": \"INT64\", \"shape\": [-1, 4]}, {\"shape\":"
                + " [2], \"datatype\": \"BOOL\", \"name\": \"a\"}]"
                + OUTPUTS);
    var signature = SignatureFile.of(model);
    assertThat(signature.inputs())
        .containsExactly(
            new TensorMetadata("b", Datatype.INT64, Shape.of(-1, 4)),
            new TensorMetadata("a", Datatype.BOOL, Shape.of(2)));
    assertThat(signature.outputs())
        .containsExactly(new TensorMetadata("y", Datatype.FP32, Shape.of()));
  }

  @Test
  void where_there_is_none_it_is_told_how_to_write_one() {
    var refused =
        catchThrowableOfType(
            LoadException.class, () -> SignatureFile.of(folder.resolve("model.pt")));
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.MODEL_MISSING);
    assertThat(refused.failure().violation().message())
        .contains("beside model.pt there is no signature.json", "{\"inputs\": [{\"name\":");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "[]| the list is empty",
        "{}| found an object",
        "[{\"name\": \"x\", \"shape\": []}]| datatype: it is missing",
        "[{\"datatype\": \"FP32\", \"shape\": []}]| name: it is missing",
        "[{\"name\": \"x\", \"datatype\": \"FP32\"}]| shape: it is missing",
        "[{\"name\": \"x\", \"datatype\": \"BYTES\", \"shape\": []}]| is no datatype of PyTorch",
        "[{\"name\": \"x\", \"datatype\": \"INT16\", \"shape\": []}]| is no datatype of PyTorch",
        "[{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [-2]}]| a whole number from -1",
        "[{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [], \"dtype\": 1}]| there is no such field",
        "[{\"name\": \"y\", \"datatype\": \"FP32\", \"shape\": []}, {\"name\": \"y\", \"datatype\":"
            + " \"FP32\", \"shape\": []}]| stands twice",
      })
  void what_is_wrong_is_told(String inputs, String problem) throws Exception {
    var model = model("{\"inputs\": " + inputs + OUTPUTS);
    var refused = catchThrowableOfType(LoadException.class, () -> SignatureFile.of(model));
    assertThat(refused).as(inputs).isNotNull();
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(refused.failure().violation().message())
        .contains("signature.json")
        .contains(problem);
  }

  @Test
  void a_side_that_is_missing_is_told() throws Exception {
    var model = model("{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": []}]}");
    var refused = catchThrowableOfType(LoadException.class, () -> SignatureFile.of(model));
    assertThat(refused.failure().violation().message()).contains("outputs: it is missing");
  }
}
