package dev.steward.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

  private static Target read(String sent) {
    return switch (Target.of(sent)) {
      case Outcome.Done<Target>(var target) -> target;
      case Outcome.Refused<Target>(var refusal) -> throw new AssertionError(refusal.message());
    };
  }

  @Test
  void parts_are_decoded_and_the_path_is_kept_as_it_was_sent() {
    var target = read("/v2/models/a%20b+%C3%A9?seconds=3");
    assertThat(target.parts()).containsExactly("v2", "models", "a b+é");
    assertThat(target.path()).isEqualTo("/v2/models/a%20b+%C3%A9");
    assertThat(target.query()).isEqualTo("seconds=3");
  }

  @Test
  void a_slash_at_the_end_makes_no_part_and_two_make_an_empty_one() {
    assertThat(read("/v2/").parts()).containsExactly("v2");
    assertThat(read("/v2//models").parts()).containsExactly("v2", "", "models");
    assertThat(read("/").parts()).isEmpty();
  }

  @Test
  void a_request_as_to_a_proxy_is_for_its_path() {
    assertThat(read("http://m.example:80/v2/models").path()).isEqualTo("/v2/models");
    assertThat(read("HTTPS://m.example").path()).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "m:443",
        "v2",
        "/v2/models/a%2Fb",
        "/v2/models/a%2fb",
        "/v2/../metrics",
        "/v2/%2e%2E/metrics",
        "/v2/./x",
        "/v2/%",
        "/v2/%4",
        "/v2/%zz",
        "/v2/%c3%28",
        "/v2/%+1",
      })
  void what_could_be_read_otherwise_is_refused(String sent) {
    assertThat(Target.of(sent)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void parameters_are_found_by_their_names() {
    var target = read("/debug/profile?x&seconds=1%30&seconds=2&y=a+b");
    assertThat(target.parameter("seconds")).contains("10");
    assertThat(target.parameter("x")).contains("");
    assertThat(target.parameter("y")).contains("a b");
    assertThat(target.parameter("z")).isEmpty();
    assertThat(read("/?a=%zz").parameter("a")).contains("%zz");
  }
}
