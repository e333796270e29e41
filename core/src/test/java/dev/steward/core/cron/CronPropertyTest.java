package dev.steward.core.cron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import java.time.Instant;
import java.time.ZoneId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class CronPropertyTest {

  @Property
  void whatever_is_written_is_taken_or_refused(@ForAll String text) {
    assertThat(Cron.parse("cron", text)).isInstanceOf(Checked.class);
  }

  @Property(tries = 300)
  void the_last_firing_is_not_later_and_never_goes_back(
      @ForAll("expressions") String expression,
      @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second,
      @ForAll @LongRange(min = 0, max = 100_000) long more,
      @ForAll("zones") ZoneId zone) {
    if (Cron.parse("cron", expression) instanceof Checked.Valid<Cron>(Cron cron)) {
      var at = Instant.ofEpochSecond(second);
      var firing = cron.lastFiring(at, zone);
      assertThat(firing).isBeforeOrEqualTo(at);
      assertThat(cron.lastFiring(firing, zone)).isEqualTo(firing);
      assertThat(cron.lastFiring(at.plusSeconds(more), zone)).isAfterOrEqualTo(firing);
    }
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of("UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York")
        .map(ZoneId::of);
  }

  @Provide
  Arbitrary<String> expressions() {
    return Combinators.combine(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7))
        .as((minute, hour, day, month, week) -> String.join(" ", minute, hour, day, month, week));
  }

  private static Arbitrary<String> field(int lowest, int highest) {
    var number = Arbitraries.integers().between(lowest, highest);
    return Arbitraries.oneOf(
        Arbitraries.just("*"),
        number.map(String::valueOf),
        number.filter(n -> n > 0).map(step -> "*/" + step),
        number.flatMap(first ->
            Arbitraries.integers().between(first, highest).map(last -> first + "-" + last)));
  }
}
