package dev.steward.gateway.split;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.shard.Hedging;
import dev.steward.core.shard.Rows;
import dev.steward.gateway.balance.PodLoad;
import dev.steward.gateway.balance.Pool;
import dev.steward.gateway.balance.Reservation;
import dev.steward.gateway.proxy.Dispatched;
import dev.steward.gateway.proxy.Traffic;
import dev.steward.protocol.rows.Batch;
import dev.steward.protocol.rows.ErrorBody;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * One batch from its cut to its answer. Everything happens on the thread that runs it, in the order
 * in which it is told; nothing of it is shared.
 */
final class Gathering {
  /** How many parts an answer was put together from. */
  static final String PARTS = "x-steward-parts";

  private static final Hedging HEDGING = Hedging.DEFAULT;

  private final HttpClient client;
  private final InstantSource clock;
  private final Dispatched request;
  private final Room room;
  private final Batch batch;
  private final Pool pool;

  /** Bounded by the runs, of which each tells two things at most. */
  private final LinkedBlockingQueue<PartEvent> events = new LinkedBlockingQueue<>();

  private final List<PartProgress> parts = new ArrayList<>();

  /** Rows a second of the slowest pod that has answered. */
  private OptionalDouble slowest = OptionalDouble.empty();

  private boolean over;

  /** Rows and the pod that is to compute them. */
  record Share(Rows rows, PodLoad pod) {}

  Gathering(
      HttpClient client,
      InstantSource clock,
      Dispatched request,
      Room room,
      Batch batch,
      Pool pool) {
    this.client = client;
    this.clock = clock;
    this.request = request;
    this.room = room;
    this.batch = batch;
    this.pool = pool;
  }

  /** Has all shares computed and answers the client. */
  void run(List<Share> shares) throws InterruptedException {
    request.isCut(batch.rows(), pool.revision().name());
    request.watch(why -> events.add(new PartEvent.ClientLeft(why)));
    request.service().hedges().updateAndGet(budget -> budget.earned(shares.size()));
    try {
      begin(shares);
      while (!over && parts.stream().anyMatch(part -> part.answer().isEmpty())) {
        step();
      }
      if (!over) {
        answer();
      }
    } finally {
      parts.forEach(part -> part.running().forEach(PartRun::callOff));
    }
  }

  private void begin(List<Share> shares) {
    for (var share : shares) {
      var body = batch.part(share.rows());
      if (!room.take(body.length)) {
        noRoom(room.lack(body.length));
        return;
      }
      parts.add(new PartProgress(share.rows(), body));
    }
    for (var i = 0; i < shares.size(); i++) {
      send(parts.get(i), pool.take(shares.get(i).pod()), Traffic.Run.FIRST);
    }
  }

  private void send(PartProgress part, Reservation reservation, Traffic.Run why) {
    var span = request.beginPart(parts.indexOf(part), why);
    var run = new PartRun(part.rows(), request, span, reservation, clock, room, events::add);
    part.began(run);
    request.traffic().ran(request.service().route().service(), why);
    run.send(
        client,
        part.body(),
        Math.max(1, (request.deadlineNanos() - System.nanoTime()) / 1_000_000));
  }

  private void step() throws InterruptedException {
    hedge(System.nanoTime());
    var wait = Math.max(0, nextNanos() - System.nanoTime());
    var event = events.poll(wait, TimeUnit.NANOSECONDS);
    if (event == null) {
      if (request.deadlineNanos() - System.nanoTime() <= 0) {
        deadlinePassed();
      }
      return;
    }
    switch (event) {
      case PartEvent.Answered answered -> answered(answered);
      case PartEvent.Failed(var run, var why) -> failed(run, why);
      case PartEvent.NoRoom(var lack) -> noRoom(lack);
      case PartEvent.ClientLeft(var why) -> {
        over = true;
        request.letGo(why);
      }
    }
  }

  /** When to look again without having been told anything: the deadline, or the next late part. */
  private long nextNanos() {
    var now = System.nanoTime();
    var late =
        canHedge()
            ? parts.stream().flatMap(part -> lateNanos(part, now).stream()).mapToLong(at -> at)
            : LongStream.empty();
    var left = request.deadlineNanos() - now;
    return now + Math.min(left, late.map(at -> at - now).min().orElse(left));
  }

  private boolean canHedge() {
    return request.service().hedges().get().spent().isPresent();
  }

  /** When a part is late; empty if it can't be or has been hedged. */
  private Optional<Long> lateNanos(PartProgress part, long now) {
    if (part.runs() >= request.tries() || part.tried().containsAll(pool.pods())) {
      return Optional.empty();
    }
    return part.onlyRun()
        .flatMap(run ->
            HEDGING
                .patience(part.rows().count(), run.pod().speed(now), slowest)
                .map(patience -> run.sentNanos() + patience.toNanos()));
  }

  private void hedge(long now) {
    for (var part : parts) {
      var late = lateNanos(part, now).filter(at -> at - now <= 0);
      if (late.isPresent() && spendHedge()) {
        pool.takeUntried(part.tried(), clock, ThreadLocalRandom.current())
            .ifPresent(reservation -> send(part, reservation, Traffic.Run.HEDGE));
      }
    }
  }

  private boolean spendHedge() {
    var before = request.service().hedges().getAndUpdate(budget -> budget.spent().orElse(budget));
    return before.spent().isPresent();
  }

  private void answered(PartEvent.Answered answered) {
    var part = partOf(answered.run());
    if (part.isEmpty()) {
      return;
    }
    part.get().ended(answered.run());
    if (answered.status() == 200) {
      accept(part.get(), answered);
    } else if (mayBeThePods(answered.status()) && goesOn(part.get())) {
      return;
    } else {
      passOnError(part.get(), answered);
    }
  }

  private void accept(PartProgress part, PartEvent.Answered answered) {
    var run = answered.run();
    var rows = part.rows().count();
    var took = Math.max(1, answered.atNanos() - run.sentNanos());
    run.pod().computed(rows, Duration.ofNanos(took), answered.atNanos());
    slowest = OptionalDouble.of(Math.min(slowest.orElse(Double.MAX_VALUE), rows * 1e9 / took));
    part.answered(answered.body());
    for (var loser : part.running()) {
      if (loser.sentNanos() - run.sentNanos() < 0) {
        // It would have taken longer still; else nobody would ever learn how slow it is.
        loser
            .pod()
            .computed(
                rows, Duration.ofNanos(answered.atNanos() - loser.sentNanos()), answered.atNanos());
      }
      part.ended(loser);
      loser.callOff();
    }
  }

  private void failed(PartRun run, Throwable why) {
    var part = partOf(run);
    if (part.isEmpty()) {
      return;
    }
    part.get().ended(run);
    if (why instanceof TimeoutException
        && request.deadlineNanos() - System.nanoTime() <= 5_000_000) {
      deadlinePassed();
    } else if (!goesOn(part.get())) {
      refuse(
          run.connected() ? ErrorCode.BAD_REPLICA : ErrorCode.NO_REPLICA,
          run.connected()
              ? "%s: each replica of %s that was tried broke off; try again"
                  .formatted(part.get().rows(), path())
              : "%s: no replica of %s can be reached; try again soon"
                  .formatted(part.get().rows(), path()));
    }
  }

  /** Another pod may do better: it is full, leaving, out of memory, or broken. */
  private static boolean mayBeThePods(int status) {
    return status >= 500 || status == ErrorCode.QUEUE_FULL.httpStatus();
  }

  /** Whether somebody else computes a part, or is found to. */
  private boolean goesOn(PartProgress part) {
    if (!part.running().isEmpty()) {
      return true;
    }
    if (part.runs() >= request.tries()) {
      return false;
    }
    var random = ThreadLocalRandom.current();
    var elsewhere = pool.takeUntried(part.tried(), clock, random);
    elsewhere.ifPresent(reservation -> send(part, reservation, Traffic.Run.RERUN));
    return elsewhere.isPresent();
  }

  private Optional<PartProgress> partOf(PartRun run) {
    return parts.stream().filter(part -> part.has(run)).findFirst();
  }

  private void answer() {
    var answers = parts.stream().flatMap(part -> part.answer().stream()).toList();
    var bytes = answers.stream().mapToInt(answer -> answer.body().length).sum();
    if (!room.take(bytes)) {
      noRoom(room.lack(bytes));
      return;
    }
    switch (batch.join(answers)) {
      case Outcome.Refused<byte[]>(var refusal) -> refuse(refusal.code(), refusal.message());
      case Outcome.Done<byte[]>(var body) ->
          request.answer(
              200,
              pool.revision().name(),
              HttpFields.build()
                  .put(HttpHeader.CONTENT_TYPE, "application/json")
                  .put(PARTS, String.valueOf(parts.size())),
              body);
    }
  }

  /** What one part was refused for, all are: the client is told as that pod told it. */
  private void passOnError(PartProgress part, PartEvent.Answered answered) {
    over = true;
    var fields = HttpFields.build(answered.fields());
    fields.remove(HttpHeader.CONTENT_LENGTH);
    fields.remove(HttpHeader.CONTENT_ENCODING);
    request.answer(
        answered.status(),
        pool.revision().name(),
        fields,
        ErrorBody.about(part.rows(), answered.body()));
  }

  private void deadlinePassed() {
    refuse(
        ErrorCode.DEADLINE_EXCEEDED,
        "%s didn't answer within its timeout of %d ms"
            .formatted(path(), request.service().route().config().timeout().toMillis()));
  }

  private void noRoom(Room.Lack lack) {
    switch (lack) {
      case OF_ONE ->
          refuse(
              ErrorCode.CANNOT_AGGREGATE,
              "outputs: larger together than a gateway keeps of one batch; send fewer rows, or ask for"
                  + " fewer outputs");
      case OF_ALL -> refuse(Splitter.noRoom().code(), Splitter.noRoom().message());
    }
  }

  private void refuse(ErrorCode code, String message) {
    over = true;
    request.refuse(code, message);
  }

  private String path() {
    return request.service().route().service().path();
  }
}
