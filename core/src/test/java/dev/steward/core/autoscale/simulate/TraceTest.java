package dev.steward.core.autoscale.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import org.junit.jupiter.api.Test;

class TraceTest {

  private static String refusal(String csv) {
    return Trace.parse("load.csv", csv) instanceof Checked.Invalid<Trace>(Violation violation)
        ? violation.message()
        : "taken";
  }

  @Test
  void a_rate_holds_until_the_next_line() {
    assertThat(Trace.parse("t", "second,requests\n0,10\n3,2.5\n5,0\n"))
        .isEqualTo(Checked.valid(new Trace("t", java.util.List.of(10.0, 10.0, 10.0, 2.5, 2.5))));
  }

  @Test
  void a_wrong_line_is_named() {
    assertThat(refusal("second,requests\n0,10\nabc,1\n9,9"))
        .startsWith("load.csv:3: \"abc,1\" is no step; write SECOND,REQUESTS");
    assertThat(refusal("second,requests\n5,10\n10,1")).startsWith("load.csv:2:");
    assertThat(refusal("second,requests\n0,10\n10,1\n10,2")).startsWith("load.csv:4:");
    assertThat(refusal("second,requests\n0,10\n10,-1")).startsWith("load.csv:3:");
    assertThat(refusal("second,requests\n0,10\n10,NaN")).startsWith("load.csv:3:");
    assertThat(refusal("second,requests\n0,10\n86401,1")).startsWith("load.csv:3:");
    assertThat(refusal("second,requests\n0,10\n10")).startsWith("load.csv:3:");
  }

  @Test
  void what_is_no_trace_is_told_its_form() {
    assertThat(refusal("")).contains("it is no trace");
    assertThat(refusal("time;load\n0;1\n1;1")).contains("second,requests");
    assertThat(refusal("second,requests\n0,10")).contains("two lines or more");
  }

  @Test
  void more_requests_than_can_be_simulated_are_refused() {
    assertThat(refusal("second,requests\n0,100000\n86400,0")).contains("20 million");
  }

  @Test
  void the_traces_that_come_with_it_are_found_by_name() {
    assertThat(Traces.all())
        .extracting(Trace::name)
        .containsExactly("steady", "ramp", "spike", "diurnal", "herd");
    assertThat(Traces.named("herd")).contains(Traces.herd());
    assertThat(Traces.random(4)).isEqualTo(Traces.random(4)).isNotEqualTo(Traces.random(5));
  }
}
