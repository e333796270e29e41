package dev.steward.cli.audit;

import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.RecordFacts;
import java.util.stream.Collectors;

/** A record, for people. */
public final class RecordText {

  private RecordText() {}

  /** One line. */
  public static String line(long index, EvidenceRecord record) {
    var facts = RecordFacts.of(record);
    var rest =
        facts.entrySet().stream()
            .filter(fact -> !fact.getKey().equals("at") && !fact.getKey().equals("kind"))
            .map(fact -> fact.getKey() + "=" + fact.getValue())
            .collect(Collectors.joining(" "));
    return "%d %s %s %s".formatted(index, facts.get("at"), facts.get("kind"), rest);
  }
}
