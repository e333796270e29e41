package dev.steward.core.policy;

import dev.steward.core.check.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Demands that can't be met together. What they are about can't be served. */
public sealed interface Conflict {

  /** What is kept. */
  enum Kept {
    AUDIT_RECORD("retention.auditRecord"),
    CONTENT("retention.content");

    private final String field;

    Kept(String field) {
      this.field = field;
    }

    /** The field of a policy's spec. */
    public String field() {
      return field;
    }
  }

  /** What is allowed by a list. */
  enum Listed {
    MODEL_SOURCES("provenance.allowedSources"),
    MODEL_SIGNERS("provenance.allowedSigners"),
    IMAGES("runtime.allowedImages");

    private final String field;

    Listed(String field) {
      this.field = field;
    }

    /** The field of a policy's spec. */
    public String field() {
      return field;
    }
  }

  /**
   * Something must be kept for longer than it may be.
   *
   * @param kept what
   * @param floor at least this long
   * @param floorBy who says so
   * @param ceiling at most this long
   * @param ceilingBy who says so
   * @param purgeSlo the time a purge may take
   */
  record FloorAboveCeiling(
      Kept kept,
      CalendarPeriod floor,
      PolicySource floorBy,
      CalendarPeriod ceiling,
      PolicySource ceilingBy,
      Duration purgeSlo)
      implements Conflict {}

  /**
   * More periods that can't be compared with each other than gateways are told.
   *
   * @param bound field of a policy's spec that states them
   * @param by who does, each of one of them at least
   */
  record TooManyPeriods(String bound, List<PolicySource> by) implements Conflict {
    public TooManyPeriods {
      by = List.copyOf(by);
    }
  }

  /**
   * Content must be kept, and none may be.
   *
   * @param floor at least this long
   * @param floorBy who says so
   * @param noneBy who says that none is kept
   */
  record NothingToKeep(CalendarPeriod floor, PolicySource floorBy, PolicySource noneBy)
      implements Conflict {}

  /**
   * Lists that have nothing in common.
   *
   * @param listed of what
   * @param by whose lists; two where two are enough for it
   */
  record NothingAllowed(Listed listed, List<PolicySource> by) implements Conflict {
    public NothingAllowed {
      by = List.copyOf(by);
    }
  }

  /** Whether it wouldn't be there without what this one states. */
  default boolean isOf(PolicySource source) {
    return switch (this) {
      case FloorAboveCeiling(var _, var _, var floorBy, var _, var ceilingBy, var _) ->
          floorBy.equals(source) || ceilingBy.equals(source);
      case TooManyPeriods(var _, var by) -> by.contains(source);
      case NothingToKeep(var _, var floorBy, var noneBy) ->
          floorBy.equals(source) || noneBy.equals(source);
      case NothingAllowed(var _, var by) -> by.contains(source);
    };
  }

  /** In a sentence: field, what is wrong between whom, what would be right. */
  default String message() {
    return violation().message();
  }

  /** Field, what is wrong between whom, and what would be right. */
  default Violation violation() {
    return switch (this) {
      case FloorAboveCeiling(
              var kept,
              var floor,
              var floorBy,
              var ceiling,
              var ceilingBy,
              var purgeSlo) ->
          new Violation(
              "spec." + kept.field(),
              "%s asks for at least %s, %s for at most %s"
                  .formatted(floorBy.text(), floor, ceilingBy.text(), ceiling),
              "a purge goes by whole days and may take %s, so lower min or raise max until max + purgeSlo is min + P1D or more"
                  .formatted(hours(purgeSlo)));
      case TooManyPeriods(var bound, var by) ->
          new Violation(
              "spec." + bound,
              "%s state %d periods or more that can't be compared, such as P1M and P30D"
                  .formatted(named(by), Obligations.MOST_PERIODS + 1),
              "use fewer, or one unit for all");
      case NothingToKeep(var floor, var floorBy, var noneBy) ->
          new Violation(
              "spec.privacy.content",
              "%s says None, and %s keeps content for at least %s"
                  .formatted(noneBy.text(), floorBy.text(), floor),
              "remove retention.content.min, or use Encrypted");
      case NothingAllowed(var listed, var by) ->
          new Violation(
              "spec." + listed.field(),
              "the lists of %s have nothing in common, so nothing is allowed".formatted(named(by)),
              "add to them what both shall allow");
    };
  }

  private static String named(List<PolicySource> sources) {
    return sources.stream().map(PolicySource::text).collect(Collectors.joining(" and "));
  }

  private static String hours(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
