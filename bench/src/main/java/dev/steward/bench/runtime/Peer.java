package dev.steward.bench.runtime;

import dev.steward.bench.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Another model server, set up as its documentation recommends for a model of one's own; what it
 * runs stands in {@code bench/peers}.
 */
enum Peer {
  /** One process whose engine has both cores. */
  KSERVE_1("kserve", 1, 2, Wire.OPEN_INFERENCE, "bin/python kserve_server.py"),
  KSERVE_2("kserve", 2, 1, Wire.OPEN_INFERENCE, "bin/python kserve_server.py"),
  MLSERVER("mlserver", 1, 2, Wire.OPEN_INFERENCE, "bin/mlserver start mlserver"),
  LITSERVE("litserve", 2, 1, Wire.TOKENS, "bin/python litserve_server.py"),
  BENTOML("bentoml", 2, 1, Wire.TOKENS, "bin/bentoml serve bentoml_server:Served"),
  RAY("ray", 2, 1, Wire.TOKENS, "bin/python ray_server.py");

  /** How it is asked. */
  enum Wire {
    /** As Steward is. */
    OPEN_INFERENCE,
    /** {@code {"ids": [[…]]}}: a third of the numbers. */
    TOKENS;

    String path() {
      return switch (this) {
        case OPEN_INFERENCE -> Question.path(PeerServer.MODEL);
        case TOKENS -> "/predict";
      };
    }

    String body(Question question) {
      return switch (this) {
        case OPEN_INFERENCE -> question.jsonBody();
        case TOKENS -> question.tokensAlone();
      };
    }
  }

  private final String environment;
  private final int workers;
  private final int threads;
  private final Wire wire;
  private final String command;

  Peer(String environment, int workers, int threads, Wire wire, String command) {
    this.environment = environment;
    this.workers = workers;
    this.threads = threads;
    this.wire = wire;
    this.command = command;
  }

  /** As figures name it. */
  String called() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Processes that compute. */
  int workers() {
    return workers;
  }

  /** Threads of each of them. */
  int threads() {
    return threads;
  }

  Wire wire() {
    return wire;
  }

  /** Where {@code dev/peers} has installed it. */
  private Path installed(Checkout checkout) {
    return checkout.root().resolve(".state/peers").resolve(environment);
  }

  boolean isInstalled(Checkout checkout) {
    return Files.isExecutable(installed(checkout).resolve(words().getFirst()));
  }

  private List<String> words() {
    return List.of(command.split(" ", -1));
  }

  /** What starts it, with its program's whole path. */
  List<String> command(Checkout checkout) {
    var words = new ArrayList<>(words());
    words.set(0, installed(checkout).resolve(words.getFirst()).toString());
    return words;
  }
}
