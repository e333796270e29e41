package dev.steward.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.task.TaskConfig;
import org.junit.jupiter.api.Test;

class TaskConfigJsonTest {

  private static final String TEXT =
      """
      {"uid":"0b8f3a52-1c1d-4a7e-9f10-52d3c6a1b7e4","name":"scans","model":"ocr",\
      "kind":"ImageText","paths":["pvc://scans/*.png"],"aggregate":"Concat",\
      "maxFailedItems":"10%","output":"pvc://scans/text","service":"http://ocr.team-a.svc"}\
      """;

  private static Checked<TaskConfig> read(String text) {
    return TaskConfigJson.read(text);
  }

  @Test
  void what_is_written_is_read_again() {
    var config = read(TEXT).orThrow(wrong -> new IllegalStateException(wrong.message()));
    assertThat(TaskConfigJson.write(config)).isEqualTo(TEXT);
    assertThat(config.uid()).hasToString("0b8f3a52-1c1d-4a7e-9f10-52d3c6a1b7e4");
  }

  @Test
  void a_task_without_a_uid_or_with_another_text_is_refused() {
    assertThat(read(TEXT.replace("\"uid\":\"0b8f3a52-1c1d-4a7e-9f10-52d3c6a1b7e4\",", "")))
        .isInstanceOf(Checked.Invalid.class);
    assertThat(read(TEXT.replace("0b8f3a52", "scans"))).isInstanceOf(Checked.Invalid.class);
  }
}
