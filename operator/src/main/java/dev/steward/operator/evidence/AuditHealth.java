package dev.steward.operator.evidence;

import dev.steward.operator.condition.Verdict;
import dev.steward.operator.condition.Verdict.Truth;
import dev.steward.protocol.report.EvidenceReport;
import dev.steward.protocol.report.EvidenceReport.Late;
import dev.steward.protocol.report.EvidenceReport.State;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Whether requests are recorded as policies ask for it, as the gateways say; pure. Every gateway
 * serves every service, so it is the same for all whose policies ask for records.
 *
 * @param reason why it is as it is
 * @param message for people; without figures that change by themselves
 */
public record AuditHealth(Reason reason, String message) {

  /** The condition of services. */
  public static final String TYPE = "AuditHealthy";

  /** Nothing was heard yet. */
  public static final AuditHealth UNKNOWN =
      new AuditHealth(Reason.AuditNotObserved, "No gateway has said how it stands with its log.");

  /** Why the condition is as it is; docs/reference/conditions.md is made from this list. */
  public enum Reason {
    Recording(Truth.TRUE, "Every gateway records requests, and nothing is behind.", "Nothing."),
    AuditNotObserved(
        Truth.UNKNOWN,
        "Not every gateway has said lately how it stands with its log.",
        "Look at the gateways the message names, and whether they reach the operator."),
    LogContradicted(
        Truth.FALSE,
        "A gateway's log isn't what was witnessed of it: it was cut, put back or swapped.",
        "Keep the volume as evidence, and see the Event `EvidenceContradicted` of the gateway."),
    NotRecorded(
        Truth.FALSE,
        "A gateway can't record requests: it refuses them, or answers and counts them, as the"
            + " policy says.",
        "See the Event `EvidenceNotRecorded` of the gateway, or its log."),
    LogVolumeFilling(
        Truth.FALSE,
        "The volume of a gateway's log is filled more than 70 %. Requests are recorded on.",
        "Make it larger, or let files leave it (`audit.sealing` of the chart)."),
    SinkBehind(
        Truth.FALSE,
        "A sink hasn't got what was recorded an hour ago. Requests are recorded on.",
        "Look at the receiver, and at the gateway's log for what it answers."),
    SealingBehind(
        Truth.FALSE,
        "Files that should have left a gateway's volume an hour ago are there. Requests are"
            + " recorded on.",
        "Look at the store, and at the gateway's log for what it answers.");

    private final Truth truth;
    private final String meaning;
    private final String remedy;

    Reason(Truth truth, String meaning, String remedy) {
      this.truth = truth;
      this.meaning = meaning;
      this.remedy = remedy;
    }

    /** What it makes of the condition. */
    Truth truth() {
      return truth;
    }

    /** What it means, in a sentence or two of Markdown. */
    public String meaning() {
      return meaning;
    }

    /** What to do, in a sentence or two of Markdown. */
    public String remedy() {
      return remedy;
    }
  }

  /**
   * What follows from what was heard. What is known to be wrong is said, though others weren't
   * heard; all is well only if every gateway that serves was.
   *
   * @param serving gateways that requests are led to
   * @param heard what gateways said lately
   * @param contradicted gateways whose logs aren't what they were
   */
  static AuditHealth of(
      Collection<String> serving, Map<String, EvidenceReport> heard, Set<String> contradicted) {
    var troubles =
        List.of(
            of(Reason.LogContradicted, contradicted),
            of(Reason.NotRecorded, named(heard, report -> !report.state().records())),
            of(
                Reason.LogVolumeFilling,
                named(
                    heard,
                    report ->
                        report.state() == State.FILLING || report.state() == State.NEARLY_FULL)),
            of(Reason.SinkBehind, named(heard, report -> report.late().contains(Late.SINK))),
            of(Reason.SealingBehind, named(heard, report -> report.late().contains(Late.SEALING))));
    for (var trouble : troubles) {
      if (!trouble.message().isEmpty()) {
        return trouble;
      }
    }
    if (serving.isEmpty()) {
      return UNKNOWN;
    }
    var silent = new TreeSet<>(serving);
    silent.removeAll(heard.keySet());
    return silent.isEmpty()
        ? new AuditHealth(Reason.Recording, Reason.Recording.meaning())
        : of(Reason.AuditNotObserved, silent);
  }

  private static Set<String> named(
      Map<String, EvidenceReport> heard, Predicate<EvidenceReport> which) {
    var names = new TreeSet<String>();
    heard.values().stream().filter(which).map(EvidenceReport::gateway).forEach(names::add);
    return names;
  }

  /** An empty message if it is nobody's. */
  private static AuditHealth of(Reason reason, Set<String> gateways) {
    return new AuditHealth(
        reason,
        gateways.isEmpty()
            ? ""
            : String.join(", ", new TreeSet<>(gateways)) + ": " + reason.meaning());
  }

  /** As a condition. */
  public Verdict verdict() {
    return new Verdict(TYPE, reason.truth(), reason.name(), message);
  }
}
