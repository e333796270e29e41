package dev.steward.cli.document;

import java.util.List;

/** A file after reading: its documents, or why it isn't YAML. */
public sealed interface Parsed {

  /** The documents in order; empty ones are left out. */
  record Documents(List<Value> documents) implements Parsed {
    public Documents {
      documents = List.copyOf(documents);
    }
  }

  /** The file isn't YAML that Kubernetes would take. */
  record Broken(Finding finding) implements Parsed {}
}
