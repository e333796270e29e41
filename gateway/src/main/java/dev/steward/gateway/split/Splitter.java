package dev.steward.gateway.split;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.core.shard.BatchCut;
import dev.steward.core.shard.DataSharding;
import dev.steward.gateway.balance.Pool;
import dev.steward.gateway.proxy.ByteBudget;
import dev.steward.gateway.proxy.Collected;
import dev.steward.gateway.proxy.Detour;
import dev.steward.gateway.proxy.Dispatched;
import dev.steward.protocol.rows.Batch;
import dev.steward.protocol.rows.Scanned;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests that are to be cut, and decides for each whether it is.
 *
 * <p>Where all rows are wanted ({@code Concat}), what can't be cut is passed on whole: one pod's
 * answer is right too, and its words about a wrong body are better than any here. Where rows are
 * folded to one, a whole batch that is passed on would be answered with rows that nobody folds: it
 * is refused.
 */
public final class Splitter implements Detour {

  /** The extension for binary tensors: then not all of the body is JSON. */
  private static final String BINARY = "inference-header-content-length";

  private static final Logger LOG = LoggerFactory.getLogger(Splitter.class);

  private final HttpClient client;
  private final SplitLimits limits;
  private final InstantSource clock;
  private final ByteBudget budget;

  /** A splitter that sends parts through this client. */
  public Splitter(HttpClient client, SplitLimits limits, InstantSource clock) {
    this.client = client;
    this.limits = limits;
    this.clock = clock;
    this.budget = new ByteBudget(limits.bytesOfAll());
  }

  @Override
  public boolean take(Dispatched request) {
    var sharding = request.service().route().config().sharding();
    if (sharding.isEmpty() || !HttpMethod.POST.is(request.method())) {
      return false;
    }
    var cutting = Cutting.of(request.target(), sharding.get());
    if (cutting.isEmpty()) {
      return false;
    }
    var how = cutting.get();
    if (how.wholeIsRight() && (!request.service().hasSeveralPods() || isOpaque(request))) {
      return false;
    }
    new Split(request, sharding.get(), how).begin();
    return true;
  }

  private boolean isOpaque(Dispatched request) {
    return request.length() > limits.bodyBytes()
        || isCompressed(request)
        || request.fields().contains(BINARY);
  }

  private static boolean isCompressed(Dispatched request) {
    var encoding = request.fields().get(HttpHeader.CONTENT_ENCODING);
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  /** One request on its way to being cut. */
  private final class Split {
    private final Dispatched request;
    private final DataSharding sharding;
    private final Cutting cutting;
    private final Room room = new Room(budget, limits.bytesOfOne());

    private Split(Dispatched request, DataSharding sharding, Cutting cutting) {
      this.request = request;
      this.sharding = sharding;
      this.cutting = cutting;
    }

    private void begin() {
      if (isCompressed(request)) {
        request.refuse(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "content-encoding: the rows of a compressed body can't be told; send it plain");
      } else if (request.fields().contains(BINARY)) {
        request.refuse(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            BINARY + ": the rows of binary tensors can't be told; send data as JSON");
      } else if (cutting.wholeIsRight()) {
        collect();
      } else {
        // Passed on whole out of the wait, its rows would be folded by nobody.
        request.whenPlaced(this::collect, room::close);
      }
    }

    private void collect() {
      request.collect(limits.bodyBytes(), room::take, this::collected, room::close);
    }

    private void collected(Collected collected) {
      switch (collected) {
        case Collected.All(var bytes) -> later(() -> scan(bytes));
        case Collected.TooLarge() ->
            whole(
                Refusal.of(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "body: larger than the %d bytes of a batch that is cut; send fewer rows at a time"
                        .formatted(limits.bodyBytes())));
        case Collected.NoRoom() -> whole(noRoom());
      }
    }

    /** Off the selectors' threads. Whatever goes wrong there, the client is told. */
    private void later(Runnable task) {
      Thread.startVirtualThread(() -> {
        try {
          task.run();
        } catch (RuntimeException e) {
          LOG.error("a batch of {} failed", request.service().route().service().path(), e);
          room.close();
          request.refuse(
              ErrorCode.INTERNAL, "the gateway failed on this request; its log tells why");
        }
      });
    }

    private void scan(byte[] body) {
      switch (cutting.scan(body)) {
        case Scanned.Single() -> passOn(OptionalInt.of(1));
        case Scanned.Opaque(var refusal) -> whole(refusal);
        case Scanned.Refused(var refusal) -> refuse(refusal);
        case Scanned.Cuttable(var batch) -> draw(batch);
      }
    }

    private void draw(Batch batch) {
      var drawn = request.service().draw(ThreadLocalRandom.current());
      if (drawn.isPresent()) {
        cut(batch, drawn.get());
      } else if (cutting.wholeIsRight()) {
        passOn(OptionalInt.of(batch.rows()));
      } else {
        // The last pod went while the body came.
        request.whenPlaced(() -> later(() -> draw(batch)), room::close);
      }
    }

    private void cut(Batch batch, Pool pool) {
      var now = System.nanoTime();
      var pods = pool.preferred(clock, ThreadLocalRandom.current());
      var parts =
          BatchCut.cut(
              batch.rows(), pods.stream().map(pod -> pod.speed(now)).toList(), sharding.parts());
      if (parts.size() == 1 && cutting.wholeIsRight()) {
        passOn(OptionalInt.of(batch.rows()));
        return;
      }
      try {
        new Gathering(client, clock, request, room, batch, pool)
            .run(
                parts.stream()
                    .map(part -> new Gathering.Share(part.rows(), pods.get(part.pod())))
                    .toList());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        request.refuse(ErrorCode.STOPPING, "this gateway is stopping; try again");
      } finally {
        room.close();
      }
    }

    /** Passed on whole where that is as good, refused where it isn't. */
    private void whole(Refusal refusal) {
      if (cutting.wholeIsRight()) {
        passOn(OptionalInt.empty());
      } else {
        refuse(refusal);
      }
    }

    private void passOn(OptionalInt rows) {
      room.close();
      request.passOn(rows);
    }

    private void refuse(Refusal refusal) {
      room.close();
      request.refuse(refusal.code(), refusal.message());
    }
  }

  static Refusal noRoom() {
    return Refusal.of(
        ErrorCode.QUEUE_FULL, "this gateway has too many large batches in hand; try again soon");
  }
}
