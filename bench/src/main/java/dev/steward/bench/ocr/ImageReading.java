package dev.steward.bench.ocr;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.load.ClosedLoop;
import dev.steward.bench.load.Readiness;
import dev.steward.runtime.batch.Together;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Pages of 14 lines read by Steward's runtime, line by line as it does and with lines of several
 * requests together, and by RapidOCR with the same models, turn by turn, at 1, 4 and 16 clients.
 * {@code ratio_N}: one by one against together; {@code peer_ratio_N}: against the faster of
 * RapidOCR's two set-ups; each the median of the turns.
 */
public final class ImageReading implements Benchmark {

  private static final int TURNS = 3;
  private static final int PAGES = 8;
  private static final List<Integer> CLIENTS = List.of(1, 4, 16);
  private static final Duration EACH = Duration.ofSeconds(8);
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration START = Duration.ofMinutes(2);
  private static final String TOGETHER = "together";
  private static final String ONE_BY_ONE = "one_by_one";

  @Override
  public String name() {
    return "ocr";
  }

  @Override
  public String summary() {
    return "pages of print a second, line by line and lines together, against RapidOCR";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    checkout.run(Duration.ofMinutes(5), Map.of(), List.of("dev/models", "ocr"));
    checkout.run(Duration.ofMinutes(20), Map.of(), List.of("dev/peers", "rapidocr"));
    var pages = new ArrayList<Scan>();
    for (int number = 0; number < PAGES; number++) {
      pages.add(Scan.page(number));
    }
    var figures = new Figures(name());
    var readers = new ArrayList<Reader>();
    try {
      readers.add(Reader.steward(ONE_BY_ONE, checkout, Optional.empty()));
      readers.add(Reader.steward(TOGETHER, checkout, Optional.of(Together.DEFAULT)));
      if (Reader.hasPeer(checkout)) {
        readers.add(Reader.peer("rapidocr_1", checkout, 1, 2));
        readers.add(Reader.peer("rapidocr_2", checkout, 2, 1));
      } else {
        Progress.say("ocr: RapidOCR can't be installed here and is left out");
      }
      warmUp(readers, pages, figures);
      for (int clients : CLIENTS) {
        compare(readers, pages, clients, figures);
      }
    } finally {
      for (var reader : readers) {
        reader.close();
      }
    }
    return figures;
  }

  /** And whether all of them read what stands there. */
  private static void warmUp(List<Reader> readers, List<Scan> pages, Figures figures)
      throws IOException, InterruptedException {
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (var reader : readers) {
        Readiness.await(pages.getFirst().asks(reader.port()), START);
        double right = 0;
        for (var page : pages) {
          right += reader.right(http, page) / pages.size();
        }
        var _ = reader.clients(pages).run(4, WARM_UP);
        Progress.say("ocr: %s reads %.1f %% of the lines right", reader.called(), right * 100);
        var _ = figures.put(reader.called() + "_right", right);
      }
    }
  }

  private static void compare(List<Reader> readers, List<Scan> pages, int clients, Figures figures)
      throws IOException, InterruptedException {
    var results = new LinkedHashMap<String, List<ClosedLoop.Result>>();
    for (int turn = 0; turn < TURNS; turn++) {
      for (var reader : readers) {
        results
            .computeIfAbsent(reader.called(), called -> new ArrayList<>())
            .add(reader.clients(pages).run(clients, EACH));
      }
    }
    results.forEach((called, turns) -> {
      double rate = median(turns, ClosedLoop.Result::perSecond);
      double latency = median(turns, result -> result.millis(50));
      Progress.say(
          "ocr: %d clients, %s: %.2f pages/s, p50 %.0f ms", clients, called, rate, latency);
      figures
          .put("%s_%d".formatted(called, clients), rate)
          .put("%s_p50_ms_%d".formatted(called, clients), latency);
    });
    put("ratio_" + clients, results, List.of(TOGETHER), figures);
    put("peer_ratio_" + clients, results, List.of("rapidocr_1", "rapidocr_2"), figures);
  }

  private static double median(
      List<ClosedLoop.Result> turns, ToDoubleFunction<ClosedLoop.Result> of) {
    return Progress.median(turns.stream().mapToDouble(of).toArray());
  }

  /** One by one, by the best of these of each turn; nothing where none was measured. */
  private static void put(
      String figure,
      Map<String, List<ClosedLoop.Result>> results,
      List<String> others,
      Figures figures) {
    var ours = results.getOrDefault(ONE_BY_ONE, List.of());
    var ratios = new double[ours.size()];
    for (int turn = 0; turn < ratios.length; turn++) {
      double best = 0;
      for (var other : others) {
        if (results.containsKey(other)) {
          best = Math.max(best, results.get(other).get(turn).perSecond());
        }
      }
      if (best == 0) {
        return;
      }
      ratios[turn] = ours.get(turn).perSecond() / best;
    }
    Progress.say("ocr: %s %.3f", figure, Progress.median(ratios));
    var _ = figures.put(figure, Progress.median(ratios));
  }
}
