package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.runtime.llm.CallReader.Said;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallReaderTest {

  private static final String ANSWER =
      "Let me look. \n<tool_call>\n{\"name\": \"a\", \"arguments\": {\"x\": \"}\\\"]<\", \"y\":"
          + " [{}]}}\n</tool_call>\n<tool_call>{\"name\":\"b_2\",\"arguments\":{}}</tool_call> Done.";

  private static final List<Said> SAID =
      List.of(
          new Said.Words("Let me look."),
          new Said.Call(0, "a"),
          new Said.Arguments(0, "{\"x\": \"}\\\"]<\", \"y\": [{}]}"),
          new Said.Call(1, "b_2"),
          new Said.Arguments(1, "{}"),
          new Said.Words(" Done."));

  @Test
  void words_and_calls_are_told_apart() {
    var reader = new CallReader();
    assertThat(reader.add(ANSWER)).isEqualTo(SAID);
    assertThat(reader.end()).isEmpty();
    assertThat(reader.calls()).isEqualTo(2);
  }

  @Test
  void the_same_is_said_however_it_comes() {
    var reader = new CallReader();
    var said = new ArrayList<Said>();
    ANSWER.codePoints().forEach(one -> said.addAll(reader.add(Character.toString(one))));
    said.addAll(reader.end());
    assertThat(joined(said)).isEqualTo(SAID);
  }

  private static List<Said> joined(List<Said> all) {
    var joined = new ArrayList<Said>();
    for (var said : all) {
      var last = joined.isEmpty() ? new Said.Call(-1, "") : joined.getLast();
      if (last instanceof Said.Words(var a) && said instanceof Said.Words(var b)) {
        joined.set(joined.size() - 1, new Said.Words(a + b));
      } else if (last instanceof Said.Arguments(var i, var a)
          && said instanceof Said.Arguments(var _, var b)) {
        joined.set(joined.size() - 1, new Said.Arguments(i, a + b));
      } else {
        joined.add(said);
      }
    }
    return joined;
  }

  @Test
  void what_only_looks_like_a_call_is_words_at_the_end() {
    var reader = new CallReader();
    assertThat(reader.add("1 < 2 <tool_")).isEqualTo(List.of(new Said.Words("1 < 2")));
    assertThat(reader.add("box> ")).isEqualTo(List.of(new Said.Words(" <tool_box>")));
    assertThat(reader.add("<tool")).isEmpty();
    assertThat(reader.end()).isEqualTo(List.of(new Said.Words(" <tool")));
  }
}
