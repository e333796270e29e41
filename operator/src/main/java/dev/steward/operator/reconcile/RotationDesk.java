package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.PolicyInForce;
import dev.steward.operator.condition.Announcement;
import dev.steward.operator.condition.Announcement.Severity;
import dev.steward.operator.observe.Caches;
import dev.steward.operator.observe.GatewayPod;
import dev.steward.operator.plan.GatewayEndpoint.Phase;
import dev.steward.operator.policy.Governed;
import dev.steward.operator.rotation.Board;
import dev.steward.operator.rotation.Gateway;
import dev.steward.operator.rotation.Gateway.Readiness;
import dev.steward.operator.rotation.Gateway.Told;
import dev.steward.operator.rotation.GovernedService;
import dev.steward.operator.rotation.GovernedService.Bond;
import dev.steward.operator.rotation.Reach;
import dev.steward.operator.rotation.Reach.Step;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares every {@link #PERIOD} what was written of policies with what gateways tell that they
 * run, and has services looked at for which something follows from it. While nothing changes it
 * wakes nobody.
 */
final class RotationDesk implements AutoCloseable {

  static final Duration PERIOD = Duration.ofMillis(500);

  private static final String BEHIND = "PolicyBehind";
  private static final String CAUGHT_UP = "PolicyCaughtUp";
  private static final String CAUGHT_UP_NOTE =
      "It runs the policies that were written, and gets requests of all services.";

  private static final Logger LOG = LoggerFactory.getLogger(RotationDesk.class);

  private final Supplier<Optional<Caches>> caches;
  private final Function<String, Optional<Told>> heard;
  private final GovernedBook book;
  private final BiConsumer<Pod, Announcement> announce;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("rotation-desk").daemon().factory());
  private volatile Optional<Board> board = Optional.empty();

  /** What each service was looked at for, by uid; what spreads was nobody's concern yet. */
  private final Map<String, Concern> concerns = new HashMap<>();

  /** The gateways that are left out of some service, by name. */
  private Set<String> leftOut = Set.of();

  /** What of a reach somebody must be told. */
  private record Concern(Step step, List<String> behind, Set<String> out) {
    static Concern of(Reach reach) {
      return new Concern(reach.step(), reach.behind(), reach.out());
    }
  }

  /**
   * A desk that isn't at work yet.
   *
   * @param caches once they are filled
   * @param heard what a gateway told last, by its pod's name
   * @param book what was found of every service
   * @param announce writes an event about a gateway's pod
   */
  RotationDesk(
      Supplier<Optional<Caches>> caches,
      Function<String, Optional<Told>> heard,
      GovernedBook book,
      BiConsumer<Pod, Announcement> announce,
      InstantSource clock) {
    this.caches = caches;
    this.heard = heard;
    this.book = book;
    this.announce = announce;
    this.clock = clock;
  }

  void start() {
    var _ =
        timer.scheduleWithFixedDelay(this::guarded, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How all services stand; empty until that was looked at once. */
  Optional<Board> board() {
    return board;
  }

  /** What a gateway isn't to judge requests by any more, by the uid of a service. */
  Map<String, Optional<PolicyInForce>> against(String gateway) {
    var runs = heard.apply(gateway).map(Told::running);
    var address =
        caches.get().stream()
            .flatMap(filled -> filled.gateways().stream())
            .filter(pod -> pod.name().equals(gateway))
            .map(pod -> pod.endpoint().address())
            .findFirst();
    return board.isPresent() && runs.isPresent() && address.isPresent()
        ? board.get().against(address.get(), runs.get())
        : Map.of();
  }

  private void guarded() {
    try {
      caches.get().ifPresent(this::look);
    } catch (RuntimeException e) {
      LOG.warn("what gateways run is looked at again in {}: {}", PERIOD, e.toString());
    }
  }

  private void look(Caches filled) {
    var configs = filled.servingConfigs().toList();
    var found = book.all();
    var pods = filled.gateways();
    var before = board.orElse(Board.EMPTY);
    var next =
        before.next(
            configs.stream().map(config -> governed(config, filled, found)).toList(),
            pods.stream().map(this::gateway).toList(),
            clock.instant());
    board = Optional.of(next);
    concerns.keySet().retainAll(next.reaches().keySet());
    for (var config : configs) {
      if (isConcerned(config.getSpec().service().uid(), before, next)) {
        filled.serviceOf(config).ifPresent(filled::wake);
      }
    }
    announce(filled, pods, configs, next);
  }

  private GovernedService governed(
      ServingConfigResource config, Caches filled, Map<String, Governed> found) {
    var uid = config.getSpec().service().uid();
    var written = written(config);
    return new GovernedService(
        uid,
        written,
        Optional.ofNullable(found.get(uid)).map(Governed::bond).orElse(Bond.OBLIGED),
        board.isEmpty() ? barred(config, filled) : Set.of());
  }

  private static Optional<PolicyInForce> written(ServingConfigResource config) {
    return Optional.ofNullable(config.getSpec().policy())
        .flatMap(policy ->
            PolicyDigest.parse(policy.digest())
                .map(digest ->
                    new PolicyInForce(
                        digest, policy.intake() == null ? Intake.OPEN : Intake.REFUSED)));
  }

  private static Set<String> barred(ServingConfigResource config, Caches filled) {
    return filled.serviceOf(config).map(filled::barred).orElse(Set.of());
  }

  private Gateway gateway(GatewayPod pod) {
    return new Gateway(
        pod.name(),
        pod.endpoint().address(),
        pod.endpoint().phase() == Phase.READY ? Readiness.READY : Readiness.UNREADY,
        heard.apply(pod.name()));
  }

  /** Whether something follows for a service that didn't before. */
  private boolean isConcerned(String uid, Board before, Board now) {
    var concern = now.reach(uid).map(Concern::of);
    if (concern.isEmpty()) {
      return before.reach(uid).isPresent();
    }
    var known = Optional.ofNullable(concerns.get(uid));
    if (concern.get().step() == Step.SPREADING
        && known.map(Concern::out).orElse(Set.of()).equals(concern.get().out())) {
      return false;
    }
    concerns.put(uid, concern.get());
    return !known.equals(concern);
  }

  private void announce(
      Caches filled, List<GatewayPod> pods, List<ServingConfigResource> configs, Board now) {
    var out = new TreeMap<String, List<String>>();
    for (var config : configs) {
      var service = config.getSpec().service();
      var addresses = now.reach(service.uid()).map(Reach::out).orElse(Set.of());
      pods.stream()
          .filter(pod -> addresses.contains(pod.endpoint().address()))
          .forEach(pod ->
              out.computeIfAbsent(pod.name(), key -> new ArrayList<>())
                  .add(service.namespace() + "/" + service.name()));
    }
    var gone = leftOut;
    leftOut = Set.copyOf(out.keySet());
    out.forEach((gateway, services) -> {
      if (!gone.contains(gateway)) {
        tell(filled, gateway, Severity.Warning, BEHIND, behind(services));
      }
    });
    gone.stream()
        .filter(gateway -> !out.containsKey(gateway))
        .forEach(gateway -> tell(filled, gateway, Severity.Normal, CAUGHT_UP, CAUGHT_UP_NOTE));
  }

  private static String behind(List<String> services) {
    return "It doesn't run the policies that were written for %d services, such as %s, and gets no"
            .formatted(services.size(), services.getFirst())
        + " requests of theirs until it does; its log may say why.";
  }

  private void tell(Caches filled, String gateway, Severity severity, String reason, String note) {
    filled
        .gateway(gateway)
        .ifPresent(pod -> announce.accept(pod, new Announcement(severity, reason, note)));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
