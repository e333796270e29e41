package dev.steward.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.oip.RepositoryJson.Wanted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepositoryJsonTest {

  private static InputStream body(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> String refused(Outcome<T> outcome) {
    return ((Outcome.Refused<T>) outcome).refusal().message();
  }

  @Test
  void a_list_is_of_all_models_unless_asked_for_those_that_can_answer() throws IOException {
    assertThat(RepositoryJson.index(body(""))).isEqualTo(Outcome.done(Wanted.ALL));
    assertThat(RepositoryJson.index(body("{}"))).isEqualTo(Outcome.done(Wanted.ALL));
    assertThat(RepositoryJson.index(body("{\"ready\":false}"))).isEqualTo(Outcome.done(Wanted.ALL));
    assertThat(RepositoryJson.index(body("{\"ready\":true}")))
        .isEqualTo(Outcome.done(Wanted.READY));
    assertThat(refused(RepositoryJson.index(body("{\"redy\":true}"))))
        .contains("redy: there is no such field");
  }

  @Test
  void a_load_takes_no_parameters() throws IOException {
    assertThat(RepositoryJson.load(body(""))).isEqualTo(Outcome.done(true));
    assertThat(RepositoryJson.load(body("{\"parameters\":{}}"))).isEqualTo(Outcome.done(true));
    for (var parameter : List.of("config", "file:1/model.onnx", "other")) {
      assertThat(
              refused(RepositoryJson.load(body("{\"parameters\":{\"" + parameter + "\":\"x\"}}"))))
          .startsWith("parameters." + parameter + ": ");
    }
  }

  @Test
  void an_unload_knows_of_dependents_alone() throws IOException {
    assertThat(RepositoryJson.unload(body("{\"parameters\":{\"unload_dependents\":true}}")))
        .isEqualTo(Outcome.done(true));
    assertThat(refused(RepositoryJson.unload(body("{\"parameters\":{\"force\":true}}"))))
        .startsWith("parameters.force: ");
  }

  @Test
  void entries_have_a_state_and_its_reason() {
    var entries =
        List.of(
            new RepositoryEntry("a", "1", Optional.empty()),
            new RepositoryEntry("b", "2", Optional.of("not loaded")));
    assertThat(new String(RepositoryJson.write(entries), StandardCharsets.UTF_8))
        .isEqualTo(
            "[{\"name\":\"a\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"},"
                + "{\"name\":\"b\",\"version\":\"2\",\"state\":\"UNAVAILABLE\",\"reason\":\"not"
                + " loaded\"}]");
  }
}
