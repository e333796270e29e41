package dev.steward.gateway.evidence;

import dev.steward.core.policy.AuditDuty;
import dev.steward.core.policy.Obligations;
import dev.steward.core.serving.ServingConfig;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.audit.Begun;
import dev.steward.gateway.audit.Ended;
import dev.steward.gateway.audit.Passing;
import dev.steward.gateway.audit.Refused;
import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.ledger.content.Content;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Retention;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records requests in the evidence log, where their services' policies ask for it. */
final class LedgerTrail implements Trail {
  private static final Executor LATER = task -> Thread.ofVirtual().name("evidence-end").start(task);

  private final Word gateway;
  private final Supplier<Standing> standing;
  private final InstantSource clock;
  private final OpenGap gap;
  private final Counts counts;
  private final Retentions retentions = new Retentions();

  LedgerTrail(
      String gateway,
      Supplier<Standing> standing,
      InstantSource clock,
      OpenGap gap,
      Counts counts) {
    this.gateway = Word.of(gateway);
    this.standing = standing;
    this.clock = clock;
    this.gap = gap;
    this.counts = counts;
  }

  @Override
  public Optional<OpenRecord> begin(ServiceRoute route, Begun begun) {
    return Trail.duty(route).flatMap(duty -> begin(route, duty, begun));
  }

  private Optional<OpenRecord> begin(ServiceRoute route, AuditDuty duty, Begun begun) {
    var id = RecordId.random();
    var start =
        start(
            id,
            begun.at(),
            route.config(),
            begun.requestId().map(Word::of).orElseGet(() -> new Word(id.toString())),
            new Word(begun.operation().label()),
            begun.task().map(task -> RecordId.of(task.value())));
    return begin(route.config(), duty, start, Share.WHOLE);
  }

  private RequestStart start(
      RecordId id,
      Instant at,
      ServingConfig config,
      Word requestId,
      Word endpoint,
      Optional<RecordId> parent) {
    var made = config.ingredients();
    return new RequestStart(
        id,
        at,
        System.nanoTime(),
        gateway,
        Word.of(config.service().path()),
        Word.of(config.service().uid()),
        requestId,
        endpoint,
        Word.of(config.model()),
        made.model().map(digest -> new Word(digest.text())),
        made.image().map(digest -> new Word(digest.text())),
        config.obligations().map(Obligations::digest).map(digest -> Word.of(digest.text())),
        parent);
  }

  /** What of a client's request a record is about. */
  private enum Share {
    WHOLE,
    /** A part, whose content passes with the whole. */
    PART
  }

  private Optional<OpenRecord> begin(
      ServingConfig config, AuditDuty duty, RequestStart start, Share share) {
    return switch (standing.get()) {
      case Standing.Shut _ -> without(duty, start.at(), Obstacle.CLOSED);
      case Standing.Open(var session) -> {
        var obstacle = session.obstacle();
        yield obstacle.isPresent()
            ? without(duty, start.at(), obstacle.get())
            : Optional.of(new Page(session, config, duty, start, share));
      }
    };
  }

  /** No record can be written: the request is refused, or it goes on and is counted. */
  private Optional<OpenRecord> without(AuditDuty duty, Instant at, Obstacle why) {
    return switch (duty.onFailure()) {
      case FAIL_CLOSED -> {
        counts.refusedAdder().increment();
        yield Optional.of(new Refused());
      }
      case FAIL_OPEN -> {
        miss(at, why);
        yield Optional.empty();
      }
    };
  }

  private void miss(Instant at, Obstacle why) {
    counts.unrecordedAdder().increment();
    gap.add(at, why);
  }

  /** Content as it passes. */
  private record Kept(Content content) implements Passing {
    @Override
    public void request(ByteBuffer bytes) {
      content.request(bytes);
    }

    @Override
    public void answer(ByteBuffer bytes) {
      content.answer(bytes);
    }
  }

  /**
   * The record of one request, or of a part of one. What is asked and answered is kept with all.
   */
  private final class Page implements OpenRecord {
    private final Session session;
    private final ServingConfig config;
    private final AuditDuty duty;
    private final RequestStart start;
    private final Retention retention;
    private final CompletableFuture<Long> started;
    private final Optional<Content> content;

    /** It goes on, and without a record. */
    private volatile boolean missing;

    /** Completes when it may be answered: true with a record. */
    private final CompletableFuture<Boolean> gate = new CompletableFuture<>();

    private Page(
        Session session, ServingConfig config, AuditDuty duty, RequestStart start, Share share) {
      this.session = session;
      this.config = config;
      this.duty = duty;
      this.start = start;
      this.retention = retentions.of(duty.records());
      this.started = session.start(start, retention);
      this.content =
          switch (share) {
            case PART -> Optional.empty();
            case WHOLE ->
                config
                    .obligations()
                    .flatMap(Obligations::content)
                    .map(kept -> session.content(start.id(), started, retentions.of(kept)));
          };
      var _ = session.inTime(started).whenComplete((index, failure) -> settle(failure));
    }

    private void settle(@Nullable Throwable failure) {
      if (failure == null) {
        counts.startsAdder().increment();
        gate.complete(true);
        return;
      }
      switch (duty.onFailure()) {
        case FAIL_CLOSED -> {
          counts.refusedAdder().increment();
          gate.completeExceptionally(failure);
        }
        case FAIL_OPEN -> {
          var late =
              failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException;
          miss(start.at(), late ? Obstacle.STALLED : Obstacle.FAILED);
          missing = true;
          gate.complete(false);
        }
      }
    }

    @Override
    public Optional<String> id() {
      return missing ? Optional.empty() : Optional.of(start.id().toString());
    }

    @Override
    public CompletionStage<?> durable() {
      return gate;
    }

    @Override
    public Optional<Passing> content() {
      return content.map(Kept::new);
    }

    @Override
    public Optional<OpenRecord> part(Instant at) {
      return part(RecordId.random(), at);
    }

    @Override
    public Optional<OpenRecord> made(Instant at, TaskUid task) {
      return part(RecordId.of(task.value()), at);
    }

    private Optional<OpenRecord> part(RecordId id, Instant at) {
      return begin(config, duty, start.part(id, at, System.nanoTime()), Share.PART);
    }

    /** A start that never became durable, or isn't known to, has no end. */
    @Override
    public void end(Ended ended) {
      var end = RequestEnds.of(start, clock.instant(), System.nanoTime(), config, ended);
      var ends = content.map(kept -> kept.end(end, retention)).orElseGet(() -> ended(end));
      var _ = ends.thenAccept(index -> counts.endsAdder().increment());
    }

    /** Whoever makes records durable has others to make, and must not wait for room for one. */
    private CompletableFuture<Long> ended(RequestEnd end) {
      return started.isDone()
          ? started.thenCompose(index -> session.end(end, retention))
          : started.thenComposeAsync(index -> session.end(end, retention), LATER);
    }
  }
}
