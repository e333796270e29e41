package dev.steward.operator.policy;

import dev.steward.api.v1alpha1.GovernedStatus;
import dev.steward.core.policy.Conflict;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.PolicySource;
import dev.steward.core.policy.rule.BrokenRule;
import dev.steward.operator.condition.Verdict;
import dev.steward.operator.condition.Verdict.Truth;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a service or task is told of the policies over it: the conditions {@link #COMPLIANT} and
 * {@link #CONFLICT}, both absent where none governs it and all is seen, and who governs it.
 */
public final class PolicyConditions {

  /** It complies with every policy over it. */
  public static final String COMPLIANT = "PolicyCompliant";

  /** The policies over it can't be met together. */
  public static final String CONFLICT = "PolicyConflict";

  /** Gateways judge its requests by what was written for them. */
  public static final String RUNNING = "PolicyRunning";

  private static final String NEXT = " | ";

  private PolicyConditions() {}

  /** Why a condition is as it is; docs/reference/conditions.md is made from this list. */
  public enum Reason {
    Complies(COMPLIANT, "It complies with every policy that governs it.", "Nothing."),
    NotObserved(
        COMPLIANT,
        "The operator can't see all policies, so it doesn't know. What it sees is complied with.",
        "Do as the message says; or leave it, and the API server enforces them nevertheless."),
    BreaksAudit(
        COMPLIANT, "It breaks a policy that audits. Nothing follows from it.", "Correct it."),
    BreaksWarn(COMPLIANT, "It breaks a policy that warns. Nothing follows from it.", "Correct it."),
    BreaksDeny(
        COMPLIANT,
        "It runs, and breaks a policy that denies, which is newer than it or came by a relabelled"
            + " namespace. The message says what becomes of it, and when.",
        "Correct what the message names. The next edit must comply with all of it."),
    NotBegun(
        COMPLIANT,
        "It breaks a policy that denies, and nothing is made of it.",
        "Correct what the message names."),
    NothingNew(
        COMPLIANT,
        "It is in quarantine (`NoNewReplicas`): what there is of it answers on; it isn't scaled up,"
            + " and a changed spec makes no new revision.",
        "Correct what the message names: it is released at once."),
    Stopped(
        COMPLIANT,
        "It is in quarantine (`ScaleToZero`): no pod of it runs, and its requests are refused with"
            + " 403 `policy_violation`; a task has failed.",
        "Correct what the message names: it is released at once. A task is made anew."),
    InConflict(
        CONFLICT,
        "Two policies demand what can't be met together. A service that isn't made yet isn't begun."
            + " The gateways keep to what they were told before.",
        "Change one of the two policies that the message names."),
    NoConflict(CONFLICT, "The policies over it can be met together.", "Nothing."),
    EveryGateway(
        RUNNING,
        "Every gateway judges its requests by what was written. It stays so for the 5 s in which"
            + " gateways follow an edit.",
        "Nothing."),
    GatewayBehind(
        RUNNING,
        "The gateways that the message names run something else, 5 s after the write or later. They"
            + " get none of its requests; or, where no policy that denies asks anything of"
            + " gateways, the last ones do.",
        "Look at the logs of those gateways: whether they see the API server, and can read what the"
            + " operator writes. They are back as soon as they run it."),
    GatewaySilent(
        RUNNING,
        "The gateways that the message names have told the operator nothing for 30 s. While another"
            + " one is known to run what was written, they get none of its requests.",
        "Look at the logs of those gateways: whether they reach the operators, and are of the same"
            + " version.");

    private final String condition;
    private final String meaning;
    private final String remedy;

    Reason(String condition, String meaning, String remedy) {
      this.condition = condition;
      this.meaning = meaning;
      this.remedy = remedy;
    }

    /** Of which condition. */
    public String condition() {
      return condition;
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

  /** The conditions. */
  public static List<Verdict> of(Ruling ruling) {
    if (ruling.standing().isUngoverned()) {
      return ruling.unseen().map(PolicyConditions::unseen).stream().toList();
    }
    return List.of(compliant(ruling), conflict(ruling.standing()));
  }

  /** Why something isn't done for it, in a sentence that names field, remedy and policy. */
  public static String why(Ruling ruling) {
    return wrong(ruling.standing(), Enforcement.DENY);
  }

  private static Verdict unseen(String what) {
    return new Verdict(COMPLIANT, Truth.UNKNOWN, Reason.NotObserved.name(), what);
  }

  private static Verdict compliant(Ruling ruling) {
    var standing = ruling.standing();
    var troubled = standing.troubled();
    if (troubled.isEmpty()) {
      return ruling
          .unseen()
          .map(PolicyConditions::unseen)
          .orElseGet(() ->
              new Verdict(
                  COMPLIANT,
                  Truth.TRUE,
                  Reason.Complies.name(),
                  "It complies with %s.".formatted(names(sources(standing)))));
    }
    return switch (troubled.getFirst()) {
      case DENY -> denied(ruling);
      case WARN -> broken(Reason.BreaksWarn, wrong(standing, Enforcement.WARN));
      case AUDIT -> broken(Reason.BreaksAudit, wrong(standing, Enforcement.AUDIT));
    };
  }

  private static Verdict denied(Ruling ruling) {
    var wrong = why(ruling);
    return switch (ruling.restraint()) {
      case NONE -> broken(Reason.BreaksDeny, outlook(ruling) + wrong);
      case UNBEGUN -> broken(Reason.NotBegun, "Nothing is made of it: " + wrong);
      case HELD -> broken(Reason.NothingNew, "Nothing of it grows. " + outlook(ruling) + wrong);
      case STOPPED -> broken(Reason.Stopped, "It is stopped: " + wrong);
    };
  }

  /** In absolute times, so that the text stays the same while time goes by. */
  private static String outlook(Ruling ruling) {
    var since = ruling.refusedSince().orElse(Instant.EPOCH);
    var quarantine = ruling.quarantine();
    var growth =
        ruling.restraint() == Restraint.HELD
            ? Optional.<String>empty()
            : quarantine
                .noNewReplicas()
                .map(after -> "Nothing of it grows from %s on. ".formatted(since.plus(after)));
    var stop =
        quarantine.scaleToZero().map(after -> "It is stopped at %s. ".formatted(since.plus(after)));
    return growth.orElse("") + stop.orElse("");
  }

  private static Verdict broken(Reason reason, String message) {
    return new Verdict(COMPLIANT, Truth.FALSE, reason.name(), message);
  }

  private static Verdict conflict(Standing standing) {
    var conflicts =
        Arrays.stream(Enforcement.values())
            .flatMap(level -> standing.effective().at(level).conflicts().stream())
            .map(Conflict::message)
            .distinct()
            .collect(Collectors.joining(NEXT));
    return conflicts.isEmpty()
        ? new Verdict(CONFLICT, Truth.FALSE, Reason.NoConflict.name(), "")
        : new Verdict(CONFLICT, Truth.TRUE, Reason.InConflict.name(), conflicts);
  }

  private static String wrong(Standing standing, Enforcement level) {
    return Stream.concat(
            standing.brokenAt(level).stream().map(BrokenRule::message),
            standing.effective().at(level).conflicts().stream().map(Conflict::message))
        .collect(Collectors.joining(NEXT));
  }

  /** Who governs it, those that deny first. */
  private static List<PolicySource> sources(Standing standing) {
    return Arrays.stream(Enforcement.values())
        .flatMap(level -> standing.effective().at(level).sources().stream())
        .distinct()
        .toList();
  }

  private static String names(List<PolicySource> sources) {
    return sources.stream()
        .limit(GovernedStatus.MOST_SOURCES)
        .map(PolicySource::text)
        .collect(Collectors.joining(", "));
  }

  /** The names of the policies that govern it, those that deny first. */
  static String governedBy(Ruling ruling) {
    return names(sources(ruling.standing()));
  }

  /** What is stored of it; null where no policy governs. */
  public static @Nullable GovernedStatus status(Ruling ruling) {
    var standing = ruling.standing();
    return standing.isUngoverned()
        ? null
        : new GovernedStatus(
            standing.digest().text(),
            sources(standing).stream()
                .limit(GovernedStatus.MOST_SOURCES)
                .map(PolicySource::text)
                .toList(),
            ruling.refusedSince().map(Instant::toString).orElse(null));
  }

  /** Since when it was told before to break what is denied. */
  public static Optional<Instant> refusedSince(@Nullable GovernedStatus stored) {
    return Optional.ofNullable(stored)
        .flatMap(governed -> Optional.ofNullable(governed.refusedSince()))
        .flatMap(PolicyConditions::instant);
  }

  /** What somebody else wrote there is as if nothing were. */
  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
