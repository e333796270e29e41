package dev.steward.gateway.policy;

import dev.steward.core.error.Outcome;
import dev.steward.core.policy.PolicyInForce;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.protocol.report.LoadReport;
import dev.steward.protocol.report.PolicyAnswer;
import dev.steward.protocol.report.PolicyReport;
import dev.steward.protocol.report.PolicyReportJson;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every operator by which policies this gateway judges requests, and its {@link Fence} what
 * an operator has against them.
 */
public final class PolicyReporter implements AutoCloseable {
  /** Where operators take it. */
  public static final String PATH = "/v1/policies";

  private static final Logger LOG = LoggerFactory.getLogger(PolicyReporter.class);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final String gateway;
  private final String process;
  private final Supplier<Routes> inForce;
  private final Supplier<List<PodAddress>> operators;
  private final Lines lines;
  private final Fence fence;
  private final Map<PodAddress, PolicyLine> told = new HashMap<>();
  private Routes routes = Routes.none();
  private Map<String, PolicyInForce> running = Map.of();
  private long number = 1;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("policy-reports").daemon().factory());

  /** The way to an operator. */
  @FunctionalInterface
  public interface Lines {
    /** Posts something, and gives the answer on, if there is one. */
    void post(PodAddress operator, String path, byte[] body, Consumer<byte[]> answered);
  }

  /**
   * @param gateway its name in reports
   * @param process tells it from the pod's earlier ones
   * @param inForce the routes by which requests are judged, as they are now
   * @param operators those that are told, as they are now
   * @param fence told what operators answer
   */
  public PolicyReporter(
      String gateway,
      String process,
      Supplier<Routes> inForce,
      Supplier<List<PodAddress>> operators,
      Lines lines,
      Fence fence) {
    this.gateway = gateway;
    this.process = process;
    this.inForce = inForce;
    this.operators = operators;
    this.lines = lines;
    this.fence = fence;
  }

  /** Begins to tell. */
  public void start() {
    var _ = thread.scheduleWithFixedDelay(this::guarded, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A report that fails must not be the last one. */
  private void guarded() {
    try {
      tell(System.nanoTime());
    } catch (RuntimeException e) {
      LOG.warn("the operators can't be told of policies now: {}", e.toString());
    }
  }

  /** Tells each of them what is due. */
  void tell(long now) {
    look();
    var all = operators.get();
    told.keySet().retainAll(all);
    fence.retain(all);
    for (var operator : all) {
      var line = told.computeIfAbsent(operator, key -> new PolicyLine());
      switch (line.take(number, now)) {
        case NOTHING -> {}
        case BEAT -> post(operator, line, Optional.empty());
        case ALL -> post(operator, line, Optional.of(running));
      }
    }
  }

  /** Routes are a new object whenever anything of them has changed. */
  private void look() {
    var newest = inForce.get();
    if (newest != routes) {
      routes = newest;
      var now = running(newest);
      if (!now.equals(running)) {
        running = now;
        number++;
      }
    }
  }

  private static Map<String, PolicyInForce> running(Routes routes) {
    var running = new HashMap<String, PolicyInForce>();
    for (var route : routes.services()) {
      if (running.size() < LoadReport.MOST_SERVICES) {
        route
            .config()
            .obligations()
            .ifPresent(asked -> running.put(route.service().uid(), asked.inForce()));
      }
    }
    return running;
  }

  private void post(
      PodAddress operator, PolicyLine line, Optional<Map<String, PolicyInForce>> all) {
    var sent = number;
    var body = PolicyReportJson.write(new PolicyReport(gateway, process, sent, all));
    lines.post(operator, PATH, body, answer -> take(operator, line, sent, answer));
  }

  private void take(PodAddress operator, PolicyLine line, long sent, byte[] body) {
    try {
      if (PolicyReportJson.readAnswer(body) instanceof Outcome.Done<PolicyAnswer>(var answer)) {
        line.answered(sent, answer.memory());
        fence.says(operator, answer.behind());
      }
    } catch (IOException e) {
      LOG.warn("an operator's answer can't be read: {}", e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
