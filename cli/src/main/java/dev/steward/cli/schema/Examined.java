package dev.steward.cli.schema;

import dev.steward.cli.document.Finding;
import java.util.List;
import java.util.Map;

/** An object after its check against its kind's schema. */
public sealed interface Examined {

  /**
   * The API server would take it.
   *
   * @param object its fields as they would be stored, with defaults
   */
  record Sound(Map<String, Object> object) implements Examined {}

  /** The API server would refuse it. */
  record Faulty(List<Finding> findings) implements Examined {
    public Faulty {
      findings = List.copyOf(findings);
    }
  }
}
