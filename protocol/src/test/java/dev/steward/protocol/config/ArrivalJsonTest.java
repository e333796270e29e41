package dev.steward.protocol.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.Arrival.Phase;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalJsonTest {

  private static Optional<Arrival> read(String text) {
    return ArrivalJson.read(text.getBytes(UTF_8));
  }

  @Test
  void what_is_written_is_read() {
    var arrival =
        new Arrival(
            Phase.DOWNLOADING, 7, OptionalLong.of(9), 3, 2, Optional.of("the server answers 503"));
    assertThat(ArrivalJson.write(arrival))
        .isEqualTo(
            """
            {"phase":"Downloading","bytes":7,"totalBytes":9,"begunWith":3,"bytesPerSecond":2,\
            "trouble":"the server answers 503"}\
            """);
    assertThat(read(ArrivalJson.write(arrival))).contains(arrival);
    var unknown = new Arrival(Phase.WAITING, 0, OptionalLong.empty(), 0, 0, Optional.empty());
    assertThat(read(ArrivalJson.write(unknown))).contains(unknown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not found",
        "[]",
        "{}",
        "{\"phase\": \"Dancing\", \"bytes\": 1}",
        "{\"phase\": \"Downloading\", \"bytes\": -1}",
        "{\"phase\": \"Downloading\", \"bytes\": 2, \"totalBytes\": 1}",
        "{\"phase\": \"Downloading\", \"bytes\": 2, \"begunWith\": 3}",
        "{\"phase\": \"Downloading\", \"bytes\": 1e400}",
        "{\"phase\": \"Downloading\", \"bytes\": \"many\"}"
      })
  void what_is_none_is_nothing(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void what_is_too_long_is_nothing() {
    assertThat(read("{\"phase\": \"Loading\", \"x\": \"" + "y".repeat(5000) + "\"}")).isEmpty();
  }

  @Test
  void a_field_of_a_later_runtime_is_passed_over() {
    assertThat(read("{\"phase\": \"Loading\", \"bytes\": 1, \"heat\": {\"of\": [1]}}"))
        .map(Arrival::bytes)
        .contains(1L);
  }

  @Test
  void control_characters_of_trouble_do_not_get_into_a_status() {
    assertThat(read("{\"phase\": \"Loading\", \"trouble\": \"a\\nb\\u001b[1m\"}"))
        .flatMap(Arrival::trouble)
        .contains("a b [1m");
  }
}
