package dev.steward.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.steward.bench.autoscaling.Autoscaling;
import dev.steward.bench.balance.Balance;
import dev.steward.bench.cluster.ColdStart;
import dev.steward.bench.cluster.FirstAnswer;
import dev.steward.bench.cluster.IdleWrites;
import dev.steward.bench.density.Density;
import dev.steward.bench.faults.AuditFaults;
import dev.steward.bench.ledger.Ledger;
import dev.steward.bench.llm.Writing;
import dev.steward.bench.newcomer.Newcomer;
import dev.steward.bench.ocr.ImageReading;
import dev.steward.bench.overhead.AuditOverhead;
import dev.steward.bench.overhead.GatewayOverhead;
import dev.steward.bench.overhead.MutualTls;
import dev.steward.bench.policy.Policies;
import dev.steward.bench.policy.PoliciesAtAdmission;
import dev.steward.bench.policy.PoliciesInForce;
import dev.steward.bench.runtime.RuntimePeers;
import dev.steward.bench.runtime.RuntimeThroughput;
import dev.steward.bench.runtime.Startup;
import dev.steward.bench.sharding.Sharding;
import dev.steward.bench.tasks.TaskThroughput;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** {@code ./dev/bench NAME} and {@code ./dev/bench --list}. */
public final class Bench {
  private static final List<Benchmark> ALL =
      List.of(
          new FirstAnswer(),
          new Newcomer(),
          new IdleWrites(),
          new ColdStart(),
          new GatewayOverhead(),
          new MutualTls(),
          new AuditOverhead(),
          new RuntimeThroughput(),
          new RuntimePeers(),
          new Startup(),
          new Density(),
          new Writing(),
          new ImageReading(),
          new Sharding(),
          new Balance(),
          new Autoscaling(),
          new TaskThroughput(),
          new Ledger(),
          new AuditFaults(),
          new Policies(),
          new PoliciesAtAdmission(),
          new PoliciesInForce());

  private Bench() {}

  /** Takes a benchmark's name; its folder is the checkout's. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1 || arguments[0].equals("--help")) {
      System.err.println("usage: ./dev/bench NAME | --list");
      System.exit(2);
    }
    if (arguments[0].equals("--list")) {
      ALL.forEach(each -> System.out.printf("%-18s %s%n", each.name(), each.summary()));
      return;
    }
    quiet();
    var chosen = ALL.stream().filter(each -> each.name().equals(arguments[0])).findFirst();
    if (chosen.isEmpty()) {
      System.err.printf(
          "bench: no benchmark is called \"%s\"; there are %s%n",
          arguments[0], ALL.stream().map(Benchmark::name).collect(Collectors.joining(", ")));
      System.exit(2);
    }
    var checkout = new Checkout(Path.of("").toAbsolutePath());
    System.out.println(chosen.orElseThrow().run(checkout).json());
    // Connections and threads of the measured clients end with the process.
    System.exit(0);
  }

  /** Without a configuration every step of every connection would be logged, and measured. */
  private static void quiet() {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
  }
}
