package dev.steward.operator.arrival;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.Arrival.Phase;
import dev.steward.operator.Services;
import dev.steward.operator.arrival.PodPort.Answer;
import dev.steward.operator.observe.UnreadyPod;
import dev.steward.operator.observe.UnreadyPods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stories of pods that bring a model, with a clock of the test's. */
class ArrivalsTest {

  private final ModelService service = Services.service("{model: {uri: 'hf://org/large'}}");
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private final ArrivalBook book = new ArrivalBook();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Arrivals arrivals =
      new Arrivals(
          address -> {
            asked.add(address);
            return answers.getOrDefault(address, new Answer.Silent());
          },
          book,
          threads,
          now::get);

  @AfterEach
  void close() {
    threads.close();
  }

  private static Answer at(long tenths) {
    return new Answer.Underway(arrival(tenths));
  }

  private static Arrival arrival(long tenths) {
    return new Arrival(Phase.DOWNLOADING, tenths, OptionalLong.of(1000), 0, 1, Optional.empty());
  }

  private static UnreadyPod running(String name) {
    return new UnreadyPod("uid-" + name, name, Optional.of(name));
  }

  /** Asks once, after so many seconds, and says how often a status would be written. */
  private int round(int seconds, UnreadyPod... pods) throws InterruptedException {
    return round(seconds, service, pods);
  }

  private int round(int seconds, ModelService of, UnreadyPod... pods) throws InterruptedException {
    now.updateAndGet(before -> before.plusSeconds(seconds));
    var news = new ArrayList<ModelService>();
    arrivals.round(
        pods.length == 0 ? List.of() : List.of(new UnreadyPods(of, List.of(pods))), news::add);
    return news.size();
  }

  private Map<String, Arrival> told() {
    return book.of(service.getMetadata().getUid());
  }

  private Arrival toldOf(String pod) {
    return requireNonNull(told().get(pod));
  }

  @Test
  void a_status_is_written_for_whole_percents_and_not_more_often_than_each_five_seconds()
      throws Exception {
    var writes = 0;
    for (var second = 0; second < 200; second += 2) {
      // A percent in 4 s.
      answers.put("a", at(2 * second + second / 2));
      writes += round(2, running("a"));
    }
    assertThat(writes).isBetween(30, 40);
  }

  @Test
  void what_stands_still_is_written_once() throws Exception {
    answers.put("a", at(500));
    assertThat(round(2, running("a"))).isEqualTo(1);
    for (var i = 0; i < 10; i++) {
      assertThat(round(10, running("a"))).isZero();
    }
    answers.put("a", at(509));
    assertThat(round(10, running("a"))).isZero();
    answers.put("a", at(510));
    assertThat(round(10, running("a"))).isEqualTo(1);
  }

  @Test
  void another_phase_and_trouble_are_written_too() throws Exception {
    answers.put("a", at(500));
    assertThat(round(2, running("a"))).isEqualTo(1);
    var troubled =
        new Arrival(
            Phase.DOWNLOADING, 500, OptionalLong.of(1000), 0, 0, Optional.of("the server is away"));
    answers.put("a", new Answer.Underway(troubled));
    assertThat(round(5, running("a"))).isEqualTo(1);
    answers.put(
        "a",
        new Answer.Underway(
            new Arrival(Phase.LOADING, 1000, OptionalLong.of(1000), 0, 0, Optional.empty())));
    assertThat(round(5, running("a"))).isEqualTo(1);
    assertThat(toldOf("a").phase()).isEqualTo(Phase.LOADING);
  }

  @Test
  void a_model_of_unknown_size_is_told_in_steps() throws Exception {
    for (var mib = 0L; mib < 640; mib += 16) {
      answers.put(
          "a",
          new Answer.Underway(
              new Arrival(
                  Phase.DOWNLOADING, mib << 20, OptionalLong.empty(), 0, 1, Optional.empty())));
      var _ = round(10, running("a"));
      assertThat(toldOf("a").bytes()).isEqualTo(mib / 64 * 64 * (1L << 20));
    }
  }

  @Test
  void a_pod_whose_process_ended_leaves_what_it_said() throws Exception {
    answers.put("a", at(500));
    assertThat(round(2, running("a"))).isEqualTo(1);
    assertThat(round(10, new UnreadyPod("uid-a", "a", Optional.empty()))).isZero();
    assertThat(told()).containsKey("a");
    assertThat(round(10, new UnreadyPod("uid-another", "a", Optional.empty()))).isEqualTo(1);
    assertThat(told()).isEmpty();
  }

  @Test
  void once_all_pods_answer_nothing_is_asked_nor_kept() throws Exception {
    answers.put("a", at(500));
    assertThat(round(2, running("a"))).isEqualTo(1);
    asked.clear();
    assertThat(round(10)).isZero();
    assertThat(told()).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void a_model_that_lies_on_a_volume_is_not_asked_for() throws Exception {
    assertThat(round(2, Services.service("{model: {uri: 'pvc://models/minilm'}}"), running("a")))
        .isZero();
    assertThat(asked).isEmpty();
  }

  @Test
  void an_engine_that_does_not_know_the_question_is_left_alone_for_a_minute() throws Exception {
    answers.put("a", new Answer.Unknown());
    for (var i = 0; i < 10; i++) {
      assertThat(round(5, running("a"))).isZero();
    }
    assertThat(asked).hasSize(1);
    var _ = round((int) Arrivals.DEAF.toSeconds(), running("a"));
    assertThat(asked).hasSize(2);
  }

  @Test
  void of_many_pods_some_are_asked() throws Exception {
    var pods = IntStream.range(0, 100).mapToObj(i -> running("p" + i)).toArray(UnreadyPod[]::new);
    var _ = round(2, pods);
    assertThat(asked).hasSize(Arrivals.PODS_OF_A_SERVICE);
  }

  @Test
  void a_pod_that_is_silent_for_a_moment_is_still_as_far() throws Exception {
    answers.put("a", at(500));
    assertThat(round(2, running("a"))).isEqualTo(1);
    answers.remove("a");
    assertThat(round((int) Duration.ofMinutes(1).toSeconds(), running("a"))).isZero();
    assertThat(told()).isEqualTo(Map.of("a", arrival(500)));
  }
}
