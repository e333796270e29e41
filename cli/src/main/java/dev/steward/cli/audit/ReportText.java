package dev.steward.cli.audit;

import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.RecordFacts;
import dev.steward.ledger.verify.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a verifier found. */
public final class ReportText {

  private ReportText() {}

  /** For people, a line each. */
  public static List<String> lines(Report report) {
    var lines = new ArrayList<String>();
    report
        .checkpoint()
        .ifPresent(checkpoint -> {
          lines.add(
              String.format(
                  Locale.ROOT,
                  "%s: %,d entries, root %s",
                  checkpoint.origin().text(),
                  checkpoint.size(),
                  checkpoint.root().base64()));
          lines.add(
              String.format(
                  Locale.ROOT,
                  "requests: %,d begun, %,d ended, %,d interrupted, %,d not ended yet",
                  count(report, EntryKind.START),
                  count(report, EntryKind.END),
                  count(report, EntryKind.INTERRUPTED),
                  report.open()));
          lines.add(
              String.format(
                  Locale.ROOT,
                  "records: %,d there%s; %,d destroyed with a receipt",
                  report.records(),
                  report.decrypted() > 0
                      ? String.format(Locale.ROOT, ", %,d of them read", report.decrypted())
                      : "",
                  report.receipts().stream().mapToLong(one -> one.set().count()).sum()));
        });
    for (var gap : report.gaps()) {
      lines.add("gap: " + words(gap));
    }
    for (var receipt : report.receipts()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "destroyed: %s, %,d records, on %s",
              receipt.set().bucket().path(),
              receipt.set().count(),
              receipt.at()));
    }
    for (var finding : report.findings()) {
      lines.add(
          "WRONG %s: %s: %s".formatted(finding.check().text(), finding.place(), finding.problem()));
    }
    lines.add(
        report.sound()
            ? "sound"
            : String.format(
                Locale.ROOT,
                "not sound: %,d %s wrong",
                report.wrong(),
                report.wrong() == 1 ? "thing is" : "things are"));
    return lines;
  }

  private static long count(Report report, EntryKind kind) {
    return report.entries().getOrDefault(kind, 0L);
  }

  private static String words(Gap gap) {
    return String.format(
        Locale.ROOT,
        "%,d requests without a record from %s to %s (%s)",
        gap.requests(),
        gap.from(),
        gap.at(),
        gap.reason());
  }

  /** For programs: one object. */
  public static Map<String, Object> json(Report report) {
    var json = new LinkedHashMap<String, Object>();
    json.put("sound", report.sound());
    report
        .checkpoint()
        .ifPresent(checkpoint -> {
          json.put("origin", checkpoint.origin().text());
          json.put("size", checkpoint.size());
          json.put("root", checkpoint.root().base64());
        });
    var entries = new LinkedHashMap<String, Long>();
    for (var kind : EntryKind.values()) {
      entries.put(RecordFacts.name(kind), count(report, kind));
    }
    json.put("entries", entries);
    json.put("records", report.records());
    json.put("decrypted", report.decrypted());
    json.put("open", report.open());
    json.put("gaps", report.gaps().stream().map(gap -> RecordFacts.of(gap)).toList());
    json.put(
        "receipts", report.receipts().stream().map(receipt -> RecordFacts.of(receipt)).toList());
    json.put("wrong", report.wrong());
    json.put(
        "findings",
        report.findings().stream()
            .map(finding ->
                Map.of(
                    "check", finding.check().text(),
                    "place", finding.place(),
                    "problem", finding.problem()))
            .toList());
    return json;
  }
}
