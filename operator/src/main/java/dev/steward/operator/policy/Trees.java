package dev.steward.operator.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.core.policy.rule.Tree;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/** Objects of the API as rules see them. */
final class Trees {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Trees() {}

  static Tree of(HasMetadata object) {
    return Tree.of(JSON.convertValue(object, Map.class));
  }
}
