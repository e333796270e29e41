package dev.steward.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.runtime.web.Router.Found;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RouterTest {

  private final Router<String> router = new Router<>();

  RouterTest() {
    router.get("/v2", "server");
    router.get("/v2/models/{model}", "metadata");
    router.get("/v2/models/stats", "statistics");
    router.post("/v2/models/{model}/infer", "infer");
    router.get("/v2/models/{model}/versions/{version}", "version");
    router.post("/v2/repository/models/{name}/load", "load");
  }

  private Found<String> find(String method, String... parts) {
    return router.find(method, List.of(parts));
  }

  @Test
  void a_path_is_found_with_the_parts_that_its_pattern_names() {
    assertThat(find("GET", "v2", "models", "m", "versions", "3"))
        .isEqualTo(
            new Found.Here<>(
                "version",
                "/v2/models/{model}/versions/{version}",
                Map.of("model", "m", "version", "3")));
    assertThat(find("POST", "v2", "repository", "models", "m", "load"))
        .isEqualTo(
            new Found.Here<>("load", "/v2/repository/models/{name}/load", Map.of("name", "m")));
  }

  @Test
  void a_word_goes_before_a_name_and_hides_nothing_below_it() {
    assertThat(find("GET", "v2", "models", "stats"))
        .isEqualTo(new Found.Here<>("statistics", "/v2/models/stats", Map.of()));
    assertThat(find("POST", "v2", "models", "stats", "infer"))
        .isEqualTo(new Found.Here<>("infer", "/v2/models/{model}/infer", Map.of("model", "stats")));
  }

  @Test
  void what_is_read_answers_head_too() {
    assertThat(find("HEAD", "v2")).isEqualTo(new Found.Here<>("server", "/v2", Map.of()));
  }

  @Test
  void a_path_that_is_there_for_other_methods_says_for_which() {
    assertThat(find("DELETE", "v2", "models", "m"))
        .isEqualTo(new Found.ForOthers<>(new TreeSet<>(Set.of("GET", "HEAD"))));
    assertThat(find("GET", "v2", "models", "m", "infer"))
        .isEqualTo(new Found.ForOthers<>(new TreeSet<>(Set.of("POST"))));
    assertThat(find("HEAD", "v2", "models", "m", "infer"))
        .isEqualTo(new Found.ForOthers<>(new TreeSet<>(Set.of("POST"))));
  }

  @Test
  void there_is_nothing_elsewhere() {
    for (var parts :
        List.of(
            List.<String>of(),
            List.of("v3"),
            List.of("v2", "models"),
            List.of("v2", "models", ""),
            List.of("V2"),
            List.of("v2", "models", "m", "infer", "x"))) {
      assertThat(router.find("GET", parts)).as("%s", parts).isEqualTo(new Found.Nowhere<>());
    }
  }

  @Test
  void nothing_is_added_twice() {
    assertThatThrownBy(() -> router.get("/v2/models/{other}", "again"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/v2/models/{other}");
  }
}
