package dev.steward.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.balance.ServiceLoad;
import dev.steward.gateway.route.PodAddress;
import dev.steward.protocol.report.LoadReport;
import dev.steward.protocol.report.LoadReportJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadReporterTest {
  private static final long MILLI = 1_000_000;

  private final ServiceLoad service =
      ServiceLoad.of(TestPods.service("team-a/minilm", Duration.ofSeconds(1)));
  private final LoadMeter meter = new LoadMeter("g0", 0);

  private LoadReport whole(long second, long millis) {
    return meter.whole(List.of(service), second, millis * MILLI);
  }

  @Test
  void a_second_tells_how_many_there_were_and_who_came_and_went() {
    service.inFlight().enter(100 * MILLI);
    service.inFlight().enter(500 * MILLI);
    service.inFlight().leave(600 * MILLI);
    var load = whole(7, 1000).services().getFirst();
    assertThat(load.busyMillis()).isEqualTo(500 + 500);
    assertThat(load.arrived()).isEqualTo(2);
    assertThat(load.finished()).isEqualTo(1);
    // The one that is still there goes on to count in the next second.
    var next = whole(8, 2000).services().getFirst();
    assertThat(next.busyMillis()).isEqualTo(1000);
    assertThat(next.arrived()).isZero();
  }

  @Test
  void a_service_that_nobody_asked_isn_t_named() {
    assertThat(whole(7, 1000).services()).isEmpty();
    service.inFlight().enter(1100 * MILLI);
    service.inFlight().leave(1200 * MILLI);
    assertThat(whole(8, 2000).services()).hasSize(1);
    assertThat(whole(9, 3000).services()).isEmpty();
  }

  @Test
  void a_beginning_of_a_second_is_told_and_the_whole_of_it_later() {
    service.inFlight().enter(0);
    var begun = meter.soFar(List.of(service), 7, 250 * MILLI);
    assertThat(begun.millis()).isEqualTo(250);
    assertThat(begun.services().getFirst().busyMillis()).isEqualTo(250);
    var whole = whole(7, 1000);
    assertThat(whole.millis()).isEqualTo(1000);
    assertThat(whole.services().getFirst().busyMillis()).isEqualTo(1000);
    assertThat(whole.services().getFirst().arrived()).isEqualTo(1);
  }

  @Test
  void every_operator_is_told_each_second_and_at_once_when_a_request_waits() throws Exception {
    var told = new LinkedBlockingQueue<LoadReport>();
    var operators = List.of(new PodAddress("127.0.0.1", 1), new PodAddress("127.0.0.1", 2));
    try (var reporter =
        new LoadReporter(
            "g0",
            () -> List.of(service),
            () -> operators,
            (operator, json) -> told.add(read(json)),
            InstantSource.system())) {
      reporter.start();
      var first = told.poll(10, TimeUnit.SECONDS);
      var second = told.poll(10, TimeUnit.SECONDS);
      assertThat(first).isNotNull().isEqualTo(second);
      // Of many that begin to wait at once one report is made.
      service.inFlight().enter(System.nanoTime());
      for (var i = 0; i < 100; i++) {
        reporter.waits();
      }
      var early = told.poll(10, TimeUnit.SECONDS);
      assertThat(early).isNotNull();
      assertThat(early.services()).hasSize(1);
      assertThat(early.second()).isGreaterThanOrEqualTo(first == null ? 0 : first.second());
    }
  }

  @Test
  void an_operator_that_can_t_be_told_ends_nothing() throws Exception {
    var told = new LinkedBlockingQueue<LoadReport>();
    try (var reporter =
        new LoadReporter(
            "g0",
            () -> List.of(service),
            () -> List.of(new PodAddress("127.0.0.1", 1)),
            (operator, json) -> {
              told.add(read(json));
              throw new IllegalStateException("away");
            },
            InstantSource.system())) {
      reporter.start();
      assertThat(told.poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(told.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
  }

  private static LoadReport read(byte[] json) {
    try {
      return switch (LoadReportJson.read(new ByteArrayInputStream(json))) {
        case Outcome.Done<LoadReport>(var report) -> report;
        case Outcome.Refused<LoadReport>(var refusal) ->
            throw new AssertionError(refusal.message());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
