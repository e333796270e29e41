package dev.steward.protocol.rows;

import static dev.steward.protocol.rows.Scripted.answered;
import static dev.steward.protocol.rows.Scripted.batch;
import static dev.steward.protocol.rows.Scripted.joined;
import static dev.steward.protocol.rows.Scripted.part;
import static dev.steward.protocol.rows.Scripted.refused;
import static dev.steward.protocol.rows.Scripted.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.shard.Aggregate;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferBatchTest {

  private static final String THREE =
      """
      {"inputs":[{"name":"x","shape":[3,2],"datatype":"FP32","data":[%s]}]}\
      """;

  private static final Batch BATCH = batch(THREE.formatted("1,2,3,4,5,6"), Aggregate.CONCAT);

  private static String outputs(String shape, String datatype, String data) {
    return """
    {"model_name":"m","model_version":"1","outputs":[{"name":"y","datatype":"%s","shape":%s,"data":[%s]}]}\
    """
        .formatted(datatype, shape, data);
  }

  @Test
  void a_part_is_the_body_without_the_other_rows() {
    assertThat(part(BATCH, 1, 3)).isEqualTo(THREE.replace("[3,2]", "[2,2]").formatted("3,4,5,6"));
  }

  @Test
  void numbers_reach_the_pod_as_they_were_written() {
    var batch =
        batch(THREE.formatted("1e0, -0.0 ,\n 3.10, 4, 5E-3,0.1000000000000000055"), Aggregate.SUM);
    assertThat(part(batch, 0, 1)).contains("\"data\":[1e0, -0.0]");
    assertThat(part(batch, 1, 2)).contains("\"data\":[3.10, 4]");
    assertThat(part(batch, 2, 3)).contains("\"data\":[5E-3,0.1000000000000000055]");
  }

  @Test
  void nested_data_are_cut_between_their_outer_elements() {
    var batch = batch(THREE.formatted("[1,2], [3,4] ,[5,6]"), Aggregate.CONCAT);
    assertThat(part(batch, 1, 3)).contains("\"shape\":[2,2]", "\"data\":[[3,4] ,[5,6]]");
  }

  @Test
  void data_may_stand_before_their_shape_and_much_else_may_stand_in_the_body() {
    var batch =
        batch(
            """
            {"id":"a","inputs":[{"data":["ä,]","b","c","d"],"name":"x","datatype":"BYTES","shape":[2,2],\
            "parameters":{"p":[1]}}],"outputs":[{"name":"y"}]}\
            """,
            Aggregate.CONCAT);
    assertThat(part(batch, 0, 1))
        .isEqualTo(
            """
            {"id":"a","inputs":[{"data":["ä,]","b"],"name":"x","datatype":"BYTES","shape":[1,2],\
            "parameters":{"p":[1]}}],"outputs":[{"name":"y"}]}\
            """);
    assertThat(part(batch, 1, 2)).contains("[\"c\",\"d\"]");
  }

  @Test
  void each_input_is_cut_and_one_without_an_axis_goes_with_every_part() {
    var batch =
        batch(
            """
            {"inputs":[{"name":"t","shape":[],"datatype":"FP32","data":[0.5]},\
            {"name":"a","shape":[2,1],"datatype":"INT64","data":[7,8]},\
            {"name":"b","shape":[2],"datatype":"BOOL","data":[true,false]}]}\
            """,
            Aggregate.CONCAT);
    assertThat(part(batch, 1, 2))
        .isEqualTo(
            """
            {"inputs":[{"name":"t","shape":[],"datatype":"FP32","data":[0.5]},\
            {"name":"a","shape":[1,1],"datatype":"INT64","data":[8]},\
            {"name":"b","shape":[1],"datatype":"BOOL","data":[false]}]}\
            """);
  }

  @Test
  void inputs_that_disagree_on_the_rows_are_named() {
    var scanned =
        scan(
            """
            {"inputs":[{"name":"a","shape":[4,1],"datatype":"INT64","data":[1,2,3,4]},\
            {"name":"b","shape":[1,3],"datatype":"INT64","data":[1,2,3]}]}\
            """,
            Aggregate.CONCAT);
    assertThat(scanned)
        .isInstanceOfSatisfying(
            Scanned.Refused.class,
            refused ->
                assertThat(refused.refusal().message())
                    .startsWith("inputs[1].shape: \"b\" has 1 row, inputs[0] \"a\" has 4")
                    .contains("send as many rows of each"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[],\"datatype\":\"FP32\",\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[0,2],\"datatype\":\"FP32\",\"data\":[]}]}",
        "{\"inputs\":[]}",
        "{}"
      })
  void what_has_no_second_row_is_not_cut(String body) {
    assertThat(scan(body, Aggregate.CONCAT)).isInstanceOf(Scanned.Single.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[3,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\"}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,0],\"datatype\":\"FP32\",\"data\":[]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1,[2]]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1,2]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[9223372036854775807,2],\"datatype\":\"FP32\",\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1,2]}]} {}"
      })
  void what_is_no_batch_at_all_is_told_apart(String body) {
    assertThat(scan(body, Aggregate.CONCAT)).isInstanceOf(Scanned.Opaque.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "parameters":{"binary_data_output":true}                   | parameters.binary_data_output
          "outputs":[{"name":"y","parameters":{"binary_data":true}}] | outputs[0].parameters.binary_data
          """)
  void rows_that_are_to_be_answered_as_binary_are_not_cut(String asked, String field) {
    var whole = THREE.formatted("1,2,3,4,5,6");
    var scanned = scan(whole.replaceFirst("\\{", "{" + asked + ","), Aggregate.CONCAT);
    assertThat(((Scanned.Opaque) scanned).refusal().message())
        .isEqualTo(field + ": the rows of binary outputs can't be put together; ask for JSON");
    var asJson = asked.replace("true", "false");
    assertThat(scan(whole.replaceFirst("\\{", "{" + asJson + ","), Aggregate.CONCAT))
        .isInstanceOf(Scanned.Cuttable.class);
  }

  @Test
  void a_body_that_is_not_utf_8_is_not_cut_in_the_middle_of_its_letters() {
    var body = THREE.formatted("1,2,3,4,5,6").getBytes(StandardCharsets.UTF_16LE);
    assertThat(InferBatch.scan(body, Aggregate.CONCAT)).isInstanceOf(Scanned.Opaque.class);
  }

  @Test
  void answers_are_put_together_in_order_digit_by_digit() {
    assertThat(
            joined(
                BATCH,
                answered(0, 1, outputs("[1,2]", "FP32", "1e0, 2")),
                answered(1, 3, outputs("[2,2]", "FP32", "\"NaN\",4, 5.50,6 "))))
        .isEqualTo(outputs("[3,2]", "FP32", "1e0, 2,\"NaN\",4, 5.50,6"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SUM  | FP32   | 1.5,2   | 0.1,-4,\"Infinity\",1 | \"Infinity\",-1.0",
        "MEAN | FP64   | 1,2     | 3,4,5,9               | 3.0,5.0",
        "MAX  | FP32   | -1,2    | -3,4,-5,9             | -1.0,9.0",
        "SUM  | INT64  | 1,9007199254740993 | 3,4,5,9    | 9,9007199254741006",
        "MAX  | UINT64 | 1,18446744073709551615 | 3,4,5,9 | 5,18446744073709551615",
        "VOTE | INT64  | 7,1     | 7,2,5,2               | 7,2",
        "VOTE | BYTES  | \"ä\",\"b\" | \"c\",\"b\",\"ä\",\"d\" | \"ä\",\"b\"",
        "VOTE | BOOL   | true,true | false,true,false,false | false,true"
      })
  void rows_are_folded_to_one(
      Aggregate aggregate, String datatype, String first, String second, String folded) {
    assertThat(
            joined(
                batch(THREE.formatted("1,2,3,4,5,6"), aggregate),
                answered(0, 1, outputs("[1,2]", datatype, first)),
                answered(1, 3, outputs("[2,2]", datatype, second))))
        .isEqualTo(outputs("[1,2]", datatype, folded));
  }

  @Test
  void nested_answers_are_folded_too() {
    assertThat(
            joined(
                batch(THREE.formatted("1,2,3,4,5,6"), Aggregate.SUM),
                answered(0, 3, outputs("[3,2]", "INT32", "[1,2],[3,4],[5,6]"))))
        .isEqualTo(outputs("[1,2]", "INT32", "9,12"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SUM  | BYTES | \"a\" | y: Sum takes no BYTES; ask for outputs of numbers",
        "MEAN | INT64 | 1     | y: Mean takes no INT64; ask for outputs of FP32 or FP64",
        "VOTE | FP32  | 1     | y: Vote takes no FP32; ask for outputs of whole numbers",
        "SUM  | INT8  | 100   | 300 is no INT8"
      })
  void what_cannot_be_folded_is_named(
      Aggregate aggregate, String datatype, String value, String words) {
    var data = "%s,%s,%s".formatted(value, value, value);
    var refusal =
        refused(
            batch(THREE.formatted("1,2,3,4,5,6"), aggregate),
            answered(0, 3, outputs("[3]", datatype, data)));
    assertThat(refusal.code()).isEqualTo(ErrorCode.CANNOT_AGGREGATE);
    assertThat(refusal.message()).contains(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1,2]   | FP32 | 1,2       | its shape is [1,2], not one with 2 rows",
        "[2,2]   | FP32 | 1,2       | 1 rows of data, shape [2,2] says 2",
        "[2,1]   | FP32 | 1,2       | with rows of [1], for other rows it was",
        "[2,2]   | FP64 | 1,2,3,4   | of FP64",
        "[]      | FP32 | 1         | its shape is [], not one with 2 rows",
        "[2,2]   | FP32 | 1,2,3     | 3 values, a row has 2"
      })
  void an_answer_that_does_not_fit_is_named_with_its_rows(
      String shape, String datatype, String data, String words) {
    var refusal =
        refused(
            BATCH,
            answered(0, 1, outputs("[1,2]", "FP32", "1,2")),
            answered(1, 3, outputs(shape, datatype, data)));
    assertThat(refusal.code()).isEqualTo(ErrorCode.CANNOT_AGGREGATE);
    assertThat(refusal.message()).contains("in the answer to rows 1 to 2", words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ok", "{\"outputs\":[", "{\"outputs\":7}"})
  void an_answer_that_is_no_answer_is_told(String body) {
    assertThat(refused(BATCH, answered(0, 3, body)).message())
        .contains("in the answer to rows 0 to 2 they can't be read");
  }
}
