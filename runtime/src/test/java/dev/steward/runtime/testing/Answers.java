package dev.steward.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Answers of servers as clients read them. */
public final class Answers {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  /** The JSON of a good answer. */
  public static JsonNode json(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** The events of a whole stream, without the one that ends it. */
  public static List<JsonNode> events(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var lines = answer.body().lines().filter(line -> !line.isEmpty()).toList();
    assertThat(lines.getLast()).isEqualTo("data: [DONE]");
    var events = new ArrayList<JsonNode>();
    for (var line : lines.subList(0, lines.size() - 1)) {
      assertThat(line).startsWith("data: ");
      events.add(JSON.readTree(line.substring("data: ".length())));
    }
    return events;
  }
}
