package dev.steward.bench.runtime;

import dev.steward.bench.load.ClosedLoop;
import dev.steward.bench.load.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server that takes turns with another one. While the other is measured it stands still, with all
 * its processes: a server that nobody asks may still take a fifth of the machine (LitServe's
 * workers, which look for work in turns).
 *
 * @param target what it is asked
 * @param process which it is, with those that it has started
 */
record Contender(Target target, Process process) {

  /** Measures it. */
  ClosedLoop.Result run(int clients, Duration each) throws IOException, InterruptedException {
    return ClosedLoop.of(target).run(clients, each);
  }

  /** From now on it stands still. */
  void rest() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** It goes on. */
  void wake() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("kill", signal));
    Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(each -> String.valueOf(each.pid()))
        .forEach(command::add);
    // One that has ended meanwhile can't be signalled, and need not be.
    var _ = new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}
