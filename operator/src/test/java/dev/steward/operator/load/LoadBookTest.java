package dev.steward.operator.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.ServiceId;
import dev.steward.operator.scale.LoadReports.Load;
import dev.steward.protocol.report.LoadReport;
import dev.steward.protocol.report.LoadReport.ServiceLoad;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadBookTest {
  private static final Instant SECOND = Instant.parse("2026-06-01T10:00:00Z");
  private static final ServiceId MINILM = new ServiceId("team-a", "minilm", "u1");
  private static final ServiceId OTHER = new ServiceId("team-b", "minilm", "u2");

  private Instant now = SECOND.plusMillis(1100);
  private final List<ServiceId> waiting = new ArrayList<>();
  private final LoadBook book = new LoadBook(() -> now, waiting::add);

  private void report(String gateway, Instant second, int millis, ServiceLoad... loads) {
    book.take(new LoadReport(gateway, second.getEpochSecond(), millis, List.of(loads)));
  }

  private static ServiceLoad load(ServiceId service, long busy, long wait, long waits) {
    return new ServiceLoad(service, busy, wait, 3, 2, waits);
  }

  @Test
  void a_second_is_the_sum_over_the_gateways() {
    report("g0", SECOND, 1000, load(MINILM, 1500, 500, 0));
    report("g1", SECOND, 1000, load(MINILM, 500, 0, 0), load(OTHER, 9000, 0, 0));
    assertThat(book.of(MINILM, SECOND)).contains(new Load(2, 0.5, 6, 4));
  }

  @Test
  void a_service_that_no_gateway_names_had_nothing_to_do() {
    report("g0", SECOND, 1000);
    assertThat(book.of(MINILM, SECOND)).contains(new Load(0, 0, 0, 0));
  }

  @Test
  void nobody_knows_a_second_that_no_gateway_reported_on() {
    assertThat(book.of(MINILM, SECOND)).isEmpty();
  }

  @Test
  void a_gateway_whose_report_is_under_way_is_waited_for_and_one_that_fell_silent_is_not() {
    report("g0", SECOND.minusSeconds(1), 1000);
    report("g1", SECOND.minusSeconds(1), 1000);
    report("g0", SECOND, 1000, load(MINILM, 1000, 0, 0));
    assertThat(book.of(MINILM, SECOND)).isEmpty();
    now = SECOND.plusMillis(3100);
    assertThat(book.of(MINILM, SECOND)).contains(new Load(1, 0, 3, 2));
  }

  @Test
  void what_is_known_of_a_second_that_isn_t_over_is_told() {
    now = SECOND.plusMillis(300);
    report("g0", SECOND.minusSeconds(1), 1000);
    report("g1", SECOND, 250, load(MINILM, 250, 250, 1));
    assertThat(book.of(MINILM, SECOND)).contains(new Load(1, 1, 3, 2));
    assertThat(waiting).containsExactly(MINILM);
  }

  @Test
  void a_later_report_of_a_second_takes_the_earlier_one_s_place_and_never_the_other_way() {
    report("g0", SECOND, 1000, load(MINILM, 1000, 0, 0));
    report("g0", SECOND, 250, load(MINILM, 250, 250, 1));
    assertThat(book.of(MINILM, SECOND)).contains(new Load(1, 0, 3, 2));
  }

  @Test
  void a_gateway_whose_clock_is_off_is_left_out() {
    report("g0", SECOND.plusSeconds(60), 1000, load(MINILM, 1000, 0, 0));
    report("g0", SECOND.minusSeconds(60), 1000, load(MINILM, 1000, 0, 0));
    assertThat(book.of(MINILM, SECOND.plusSeconds(60))).isEmpty();
    assertThat(book.of(MINILM, SECOND.minusSeconds(60))).isEmpty();
  }

  @Test
  void only_the_last_seconds_and_so_many_gateways_are_kept() {
    report("g0", SECOND, 1000, load(MINILM, 1000, 0, 0));
    for (var i = 1; i <= LoadBook.MOST_GATEWAYS; i++) {
      report("g" + i, SECOND, 1000, load(MINILM, 1000, 0, 0));
    }
    assertThat(book.of(MINILM, SECOND).orElseThrow().inFlight()).isEqualTo(LoadBook.MOST_GATEWAYS);
    now = SECOND.plusSeconds(60);
    report("g0", now, 1000);
    assertThat(book.of(MINILM, SECOND)).isEmpty();
  }
}
