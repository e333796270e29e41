package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.steward.core.policy.AuditDuty;
import dev.steward.core.policy.AuditFailure;
import dev.steward.core.policy.CalendarPeriod;
import dev.steward.core.policy.Ceiling;
import dev.steward.core.policy.Floor;
import dev.steward.core.policy.Obligations;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.Retention;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What policies oblige the gateways to. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Obliged(
    @Required
        @Size(min = 1, max = 96)
        @JsonPropertyDescription("Names all that holds for the service.")
        String digest,
    @JsonPropertyDescription("Each request leaves a record; absent: none does.")
        @Nullable Audit audit,
    @JsonPropertyDescription(
            "Prompts and answers are kept so long, encrypted; absent: they aren't kept.")
        @Nullable Kept content,
    @JsonPropertyDescription(
            "`Refused`: the service breaks a policy and is in quarantine, and no request is let"
                + " in; absent: they are.")
        @Nullable Intake intake) {

  /** Whether requests are let in. */
  public enum Intake {
    Refused
  }

  static Obliged of(Obligations obligations) {
    return new Obliged(
        obligations.digest().text(),
        obligations
            .audit()
            .map(duty -> new Audit(duty.onFailure().word(), Kept.of(duty.records())))
            .orElse(null),
        obligations.content().map(Kept::of).orElse(null),
        switch (obligations.intake()) {
          case OPEN -> null;
          case REFUSED -> Intake.Refused;
        });
  }

  Obligations toCore() {
    return new Obligations(
        new PolicyDigest(digest),
        Optional.ofNullable(audit)
            .map(stored -> new AuditDuty(stored.failure(), stored.records().toCore())),
        Optional.ofNullable(content).map(Kept::toCore),
        intake == null ? Obligations.Intake.OPEN : Obligations.Intake.REFUSED);
  }

  /** The duty to leave records. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Audit(
      @Required
          @Size(min = 1, max = 16)
          @JsonPropertyDescription(
              "What happens to requests while no record can be written: `FailClosed` (they are"
                  + " refused) or `FailOpen` (they are answered, and the gap is recorded).")
          String onFailure,
      @Required @JsonPropertyDescription("How long a record is kept.") Kept records) {

    private AuditFailure failure() {
      return Arrays.stream(AuditFailure.values())
          .filter(action -> action.word().equals(onFailure))
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException("spec.policy.audit.onFailure: " + onFailure));
    }
  }

  /** How long something is kept, in ISO 8601 periods that can't be compared with each other. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Kept(
      @Size(max = Obligations.MOST_PERIODS)
          @JsonPropertyDescription("At least so long, by each of them; absent: no time.")
          @Nullable List<String> min,
      @Size(max = Obligations.MOST_PERIODS)
          @JsonPropertyDescription("Gone after the first of them; absent: never.")
          @Nullable List<String> max) {

    public Kept {
      min = min == null ? null : List.copyOf(min);
      max = max == null ? null : List.copyOf(max);
    }

    private static Kept of(Retention retention) {
      return new Kept(texts(retention.floor().periods()), texts(retention.ceiling().periods()));
    }

    private static @Nullable List<String> texts(List<CalendarPeriod> periods) {
      return periods.isEmpty() ? null : periods.stream().map(CalendarPeriod::text).toList();
    }

    private Retention toCore() {
      return new Retention(
          new Floor(periods("spec.policy: min", min)),
          new Ceiling(periods("spec.policy: max", max)));
    }

    private static List<CalendarPeriod> periods(String field, @Nullable List<String> texts) {
      return texts == null
          ? List.of()
          : texts.stream()
              .map(text ->
                  CalendarPeriod.parse(field, text)
                      .orThrow(wrong -> new IllegalArgumentException(wrong.message())))
              .toList();
    }
  }
}
