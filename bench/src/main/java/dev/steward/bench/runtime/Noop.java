package dev.steward.bench.runtime;

import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.load.ClosedLoop;
import dev.steward.bench.load.Target;
import dev.steward.bench.model.IdentityModel;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A model that computes nothing: what a request costs besides. */
final class Noop {

  private static final int TURNS = 3;
  private static final Duration EACH = Duration.ofSeconds(5);
  private static final Duration WARM_UP = Duration.ofSeconds(40);

  /** What a client asks of it. */
  static final String BODY =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,16],\"datatype\":\"FP32\",\"data\":[%s]}]}"
          .formatted(
              IntStream.range(0, 16).mapToObj(i -> i + ".5").collect(Collectors.joining(",")));

  private Noop() {}

  static void run(Checkout checkout, Figures figures) throws IOException, InterruptedException {
    var folder = checkout.root().resolve(".state/bench/runtime/noop");
    IdentityModel.write(folder.resolve("model"));
    try (var steward = Steward.start(folder.resolve("model"), folder, Optional.empty())) {
      var target = Target.post("127.0.0.1", steward.port(), Question.path(Steward.MODEL), BODY);
      steward.awaitAnswer(target);
      var _ = ClosedLoop.of(target).run(32, WARM_UP);
      for (int clients : new int[] {1, 32}) {
        var rates = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
          rates[turn] = ClosedLoop.of(target).run(clients, EACH).perSecond();
        }
        double rate = Progress.median(rates);
        Progress.say("runtime: identity, %d clients: %.0f requests/s", clients, rate);
        var _ = figures.put("noop_per_s_" + clients, rate);
      }
    }
  }
}
