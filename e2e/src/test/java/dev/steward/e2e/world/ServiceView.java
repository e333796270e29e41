package dev.steward.e2e.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A ModelService as {@code kubectl get -o json} shows it. */
public record ServiceView(JsonNode json) {

  /** One condition of the status. */
  public record Condition(String status, String reason, String message, long generation) {
    /** Whether it holds. */
    public boolean isTrue() {
      return status.equals("True");
    }
  }

  /** The condition of a type, if the operator has said anything about it. */
  public Optional<Condition> condition(String type) {
    return StreamSupport.stream(json.at("/status/conditions").spliterator(), false)
        .filter(condition -> condition.path("type").asText().equals(type))
        .map(condition ->
            new Condition(
                condition.path("status").asText(),
                condition.path("reason").asText(),
                condition.path("message").asText(),
                condition.path("observedGeneration").asLong()))
        .findFirst();
  }

  /** Whether it is Ready as it is asked for now, and not as it was asked for before. */
  public boolean isReady() {
    return json.at("/status/observedGeneration").asLong()
            == json.at("/metadata/generation").asLong()
        && condition("Ready").filter(Condition::isTrue).isPresent();
  }

  /** The revision that the operator made of the spec. */
  public String revision() {
    return json.at("/status/revision").asText();
  }

  @Override
  public String toString() {
    return json.path("status").toString();
  }
}
