package dev.steward.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.steward.core.shard.Cut;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.Optional;

/**
 * How the groups of a revision are made up, fixed when the revision is made and kept in its
 * template as JSON: {@code {"strategy": "Pipeline", "layers": 11, "starts": [0, 5]}} or {@code
 * {"strategy": "Tensor", "size": 4}}.
 */
public sealed interface GroupShape {

  /** How many pods a group has. */
  int size();

  /** A stage of the model in each pod. */
  record Pipeline(Cut cut) implements GroupShape {
    @Override
    public int size() {
      return cut.stages();
    }
  }

  /** A rank of an engine in each pod. */
  record Tensor(int size) implements GroupShape {}

  /** The shape of the groups that are made from a template; empty: pods are replicas. */
  static Optional<GroupShape> of(PodTemplateSpec template) {
    return Optional.ofNullable(template.getMetadata())
        .flatMap(metadata -> Optional.ofNullable(metadata.getAnnotations()))
        .flatMap(annotations -> Optional.ofNullable(annotations.get(Names.SHARDING)))
        .flatMap(GroupShape::read);
  }

  /** As it is kept. */
  default String text() {
    var json = JsonNodeFactory.instance.objectNode();
    switch (this) {
      case Pipeline(var cut) -> {
        json.put("strategy", "Pipeline").put("layers", cut.layers());
        var starts = json.putArray("starts");
        cut.starts().forEach(starts::add);
      }
      case Tensor(var size) -> json.put("strategy", "Tensor").put("size", size);
    }
    return json.toString();
  }

  private static Optional<GroupShape> read(String text) {
    try {
      var json = new ObjectMapper().readTree(text);
      return switch (json.path("strategy").asText()) {
        case "Pipeline" -> Optional.of(new Pipeline(cut(json)));
        case "Tensor" -> Optional.of(new Tensor(json.path("size").asInt()));
        default -> Optional.empty();
      };
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Cut cut(JsonNode json) {
    var starts = new ArrayList<Integer>();
    json.path("starts").forEach(start -> starts.add(start.asInt()));
    return new Cut(json.path("layers").asInt(), starts);
  }
}
