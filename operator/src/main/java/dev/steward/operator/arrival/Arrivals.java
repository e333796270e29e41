package dev.steward.operator.arrival;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.check.Checked;
import dev.steward.core.runtime.Arrival;
import dev.steward.operator.arrival.PodPort.Answer;
import dev.steward.operator.observe.UnreadyPod;
import dev.steward.operator.observe.UnreadyPods;
import dev.steward.operator.plan.ServiceSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Asks the pods that bring models, one round after the other, and has services looked at whose
 * status would say something else. One thread at a time may call {@link #round}.
 */
final class Arrivals {

  /** Of a service, so many of its pods are asked: what one more would say is what these do. */
  static final int PODS_OF_A_SERVICE = 8;

  /** Of all services, so many pods are asked in one round; the others' turn is later. */
  static final int PODS_OF_A_ROUND = 256;

  /** A pod that doesn't know the question is asked again only after a while. */
  static final Duration DEAF = Duration.ofSeconds(60);

  private final PodPort port;
  private final ArrivalBook book;
  private final ExecutorService asking;
  private final InstantSource clock;
  private final Map<String, Known> pods = new HashMap<>();

  /** What is known of a pod: what it said last, and when it may be asked again. */
  private sealed interface Known {
    record Said(Arrival arrival) implements Known {}

    record Deaf(Instant until) implements Known {}
  }

  /**
   * @param asking runs so many questions at once
   */
  Arrivals(PodPort port, ArrivalBook book, ExecutorService asking, InstantSource clock) {
    this.port = port;
    this.book = book;
    this.asking = asking;
    this.clock = clock;
  }

  /**
   * Asks once.
   *
   * @param waiting all services that have pods which aren't ready
   * @param news a service whose status is to be written
   */
  void round(List<UnreadyPods> waiting, Consumer<ModelService> news) throws InterruptedException {
    var bringing =
        new ArrayList<>(waiting.stream().filter(each -> isBrought(each.service())).toList());
    // Of more than a round has room for, each gets its turn.
    Collections.shuffle(bringing);
    var asked = bringing.stream().flatMap(each -> asked(each).stream());
    ask(asked.limit(PODS_OF_A_ROUND).toList());
    pods.keySet().retainAll(uids(bringing));
    for (var each : bringing) {
      if (book.take(each.uid(), said(each), clock.instant()) == ArrivalBook.News.SOME) {
        news.accept(each.service());
      }
    }
    Set<String> services = new HashSet<>();
    bringing.forEach(each -> services.add(each.uid()));
    book.retain(services);
  }

  /** Whether the model of a service lies elsewhere. */
  private static boolean isBrought(ModelService service) {
    return ServiceSettings.of(service) instanceof Checked.Valid<ServiceSettings>(var settings)
        && settings.runtime().uri().isDownloaded();
  }

  private List<UnreadyPod> asked(UnreadyPods service) {
    var now = clock.instant();
    return service.pods().stream()
        .filter(pod -> pod.runsAt().isPresent())
        .filter(
            pod -> !(pods.get(pod.uid()) instanceof Known.Deaf(var until) && now.isBefore(until)))
        .sorted(Comparator.comparing(UnreadyPod::name))
        .limit(PODS_OF_A_SERVICE)
        .toList();
  }

  private void ask(List<UnreadyPod> all) throws InterruptedException {
    var questions = new ArrayList<Callable<Answer>>();
    for (var pod : all) {
      questions.add(() -> port.ask(pod.runsAt().orElseThrow()));
    }
    var answers = asking.invokeAll(questions);
    for (var i = 0; i < all.size(); i++) {
      note(all.get(i).uid(), answer(answers.get(i)));
    }
  }

  private static Answer answer(Future<Answer> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      return new Answer.Silent();
    }
  }

  private void note(String pod, Answer answer) {
    switch (answer) {
      case Answer.Underway(var arrival) -> pods.put(pod, new Known.Said(arrival));
      case Answer.Nothing nothing -> pods.remove(pod);
      case Answer.Unknown unknown -> pods.put(pod, new Known.Deaf(clock.instant().plus(DEAF)));
      // Its process is busy, or has just begun: what it said before still is the best there is.
      case Answer.Silent silent -> {}
    }
  }

  /** What the pods of a service said last, those among them whose process ended meanwhile. */
  private Map<String, Arrival> said(UnreadyPods service) {
    var said = new HashMap<String, Arrival>();
    for (var pod : service.pods()) {
      if (pods.get(pod.uid()) instanceof Known.Said(var arrival)) {
        said.put(pod.name(), arrival);
      }
    }
    return said;
  }

  private static Set<String> uids(List<UnreadyPods> services) {
    var uids = new HashSet<String>();
    services.forEach(each -> each.pods().forEach(pod -> uids.add(pod.uid())));
    return uids;
  }
}
