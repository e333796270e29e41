package dev.steward.bench.runtime;

import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;

/** 1,000 clients that leave before they have an answer: how many rows are computed for nobody? */
final class LeftClients {

  private static final int ROUNDS = 10;
  private static final int CLIENTS = 100;
  private static final String COMPUTED = "steward_runtime_batch_size_sum";
  private static final String BATCHES = "steward_runtime_batch_size_count";

  private LeftClients() {}

  static void run(Steward steward, Figures figures) throws IOException, InterruptedException {
    double rows = 0;
    double runs = 0;
    var target = new Question(128).binary(steward.port(), Steward.MODEL);
    var request = new byte[target.request().remaining()];
    target.request().duplicate().get(request);
    for (int round = 0; round < ROUNDS; round++) {
      var sockets = new ArrayList<Socket>();
      for (int client = 0; client < CLIENTS; client++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), steward.port());
        socket.getOutputStream().write(request);
        sockets.add(socket);
      }
      while (steward.metric("steward_runtime_requests_admitted") < CLIENTS / 2.0) {
        Thread.onSpinWait();
      }
      for (var socket : sockets) {
        socket.close();
      }
      double before = steward.metric(COMPUTED);
      double begun = steward.metric(BATCHES);
      while (steward.metric("steward_runtime_requests_admitted") > 0) {
        Thread.onSpinWait();
      }
      rows += steward.metric(COMPUTED) - before;
      runs += steward.metric(BATCHES) - begun;
    }
    Progress.say(
        "runtime: of %d rows %.0f were computed when their clients had left, in %.0f runs",
        ROUNDS * CLIENTS, rows, runs);
    var _ = figures.put("wasted_rows", rows).put("wasted_rows_per_round", rows / ROUNDS);
  }
}
