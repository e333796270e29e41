package dev.steward.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.steward.core.measure.Bytes;
import dev.steward.core.size.Sizing.Sized;
import dev.steward.core.size.Sizing.Strategy;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What came of {@code Auto} when a revision was made. It is kept in the revision's template, so
 * that a node that joins or leaves rolls no model.
 *
 * @param asked the name that the revision would have by what the service says alone
 * @param sized what was found
 */
public record FixedSize(String asked, Sized sized) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a template says; empty: it has nothing that is Auto. */
  static Optional<FixedSize> of(PodTemplateSpec template) {
    return Optional.ofNullable(template.getMetadata())
        .flatMap(metadata -> Optional.ofNullable(metadata.getAnnotations()))
        .flatMap(annotations -> Optional.ofNullable(annotations.get(Names.SIZING)))
        .flatMap(FixedSize::read);
  }

  /** As it is kept. */
  String text() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("asked", asked)
        .put("gpus", sized.gpus())
        .put("strategy", sized.strategy().name())
        .put("size", sized.size())
        .put("room", sized.room().count());
    sized.least().ifPresent(least -> json.put("least", least.count()));
    var lines = json.putArray("arithmetic");
    sized.arithmetic().forEach(lines::add);
    return json.toString();
  }

  private static Optional<FixedSize> read(String text) {
    try {
      var json = JSON.readTree(text);
      var lines = new ArrayList<String>();
      json.path("arithmetic").forEach(line -> lines.add(line.asText()));
      return Optional.of(
          new FixedSize(
              json.path("asked").asText(),
              new Sized(
                  json.path("gpus").asInt(),
                  Strategy.valueOf(json.path("strategy").asText()),
                  json.path("size").asInt(),
                  json.has("least")
                      ? Optional.of(new Bytes(json.path("least").asLong()))
                      : Optional.empty(),
                  new Bytes(json.path("room").asLong()),
                  lines)));
    } catch (JsonProcessingException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
