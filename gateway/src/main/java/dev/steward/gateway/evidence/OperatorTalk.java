package dev.steward.gateway.evidence;

import dev.steward.core.error.Outcome;
import dev.steward.gateway.route.PodAddress;
import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.protocol.report.EvidenceAnswer;
import dev.steward.protocol.report.EvidenceReport;
import dev.steward.protocol.report.EvidenceReportJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operators every 5 s how it stands with the log. One of them remembers what it was; all
 * of them know whether other gateways can record requests.
 */
public final class OperatorTalk implements AutoCloseable {
  /** Where operators take it. */
  public static final String PATH = "/v1/evidence";

  private static final Logger LOG = LoggerFactory.getLogger(OperatorTalk.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);

  /** An answer that is older says nothing of now. */
  private static final Duration FRESH = Duration.ofSeconds(15);

  private final String gateway;
  private final Evidence evidence;
  private final Supplier<List<PodAddress>> operators;
  private final Lines lines;
  private final InstantSource clock;
  private final AtomicReference<Others> others = new AtomicReference<>(new Others(Instant.MIN, 0));

  /** The size of the log that an operator said it knows. */
  private final Map<PodAddress, Long> witnessed = new ConcurrentHashMap<>();

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("evidence-reports").daemon().factory());

  /** The way to an operator. */
  @FunctionalInterface
  public interface Lines {
    /** Posts something, and gives the answer on, if there is one. */
    void post(PodAddress operator, String path, byte[] body, Consumer<byte[]> answered);
  }

  private record Others(Instant at, int recording) {}

  /**
   * @param gateway its name in reports
   * @param operators those that are told, as they are now
   */
  public OperatorTalk(
      String gateway,
      Evidence evidence,
      Supplier<List<PodAddress>> operators,
      Lines lines,
      InstantSource clock) {
    this.gateway = gateway;
    this.evidence = evidence;
    this.operators = operators;
    this.lines = lines;
    this.clock = clock;
  }

  /** Begins to tell. */
  public void start() {
    var _ = thread.scheduleWithFixedDelay(this::tell, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How many other gateways can record requests; empty if no operator has said so lately. */
  public OptionalInt othersRecording() {
    var said = others.get();
    return said.at.equals(Instant.MIN) || said.at.plus(FRESH).isBefore(clock.instant())
        ? OptionalInt.empty()
        : OptionalInt.of(said.recording);
  }

  /** Tells each of them once. */
  void tell() {
    try {
      if (evidence.hasTried()) {
        var told = operators.get();
        witnessed.keySet().retainAll(told);
        for (var operator : told) {
          var body = EvidenceReportJson.write(report(operator));
          lines.post(operator, PATH, body, answer -> take(operator, answer));
        }
      }
    } catch (RuntimeException | LedgerException e) {
      // A report that fails must not be the last one.
      LOG.warn("the operators can't be told of the evidence log now: {}", e.toString());
    }
  }

  private EvidenceReport report(PodAddress operator) throws LedgerException {
    var log = evidence.log();
    var claim =
        log.isEmpty()
            ? Optional.<EvidenceReport.Claim>empty()
            : claim(log.get(), Optional.ofNullable(witnessed.get(operator)));
    var detail = evidence.detail();
    var most = Math.min(detail.length(), EvidenceReport.LONGEST_DETAIL);
    return new EvidenceReport(
        gateway, evidence.state(), detail.substring(0, most), evidence.late(), claim);
  }

  /** Nothing, where the operator knows what there is. */
  private static Optional<EvidenceReport.Claim> claim(EvidenceLog log, Optional<Long> known)
      throws LedgerException {
    var checkpoint = log.checkpoint();
    if (checkpoint.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(claim(log, checkpoint.get(), known.orElse(0L)));
  }

  private static EvidenceReport.Claim claim(EvidenceLog log, SignedCheckpoint signed, long known)
      throws LedgerException {
    var size = signed.checkpoint().size();
    var proof = known > 0 && known < size ? log.consistency(known, size) : List.<Hash>of();
    return new EvidenceReport.Claim(
        signed.note().note(), known, proof.stream().map(Hash::base64).toList());
  }

  private void take(PodAddress operator, byte[] body) {
    try {
      if (EvidenceReportJson.readAnswer(body) instanceof Outcome.Done<EvidenceAnswer>(var answer)) {
        others.set(new Others(clock.instant(), answer.othersRecording()));
        answer
            .witnessed()
            .ifPresentOrElse(
                size -> witnessed.put(operator, size), () -> witnessed.remove(operator));
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
