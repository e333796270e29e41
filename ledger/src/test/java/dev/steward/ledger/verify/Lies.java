package dev.steward.ledger.verify;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.World;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.volume.SimulatedVolume;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;

/**
 * A log, and who lies about it: for each check of the verifier there is a lie that it alone finds,
 * so that without it nobody would.
 */
abstract class Lies {

  final World world = new World("2026-01-01");
  SimulatedVolume volume = new SimulatedVolume();

  /** Something honest, before each lie. */
  @BeforeEach
  void live() throws Exception {
    try (var log = world.open(volume)) {
      for (var i = 0; i < 3; i++) {
        world.request(log, SHORT);
        world.request(log, LONG);
      }
    }
    assertThat(found()).isEmpty();
  }

  List<Finding> findings(Evidence evidence) throws Exception {
    return Verifier.verify(volume, evidence).findings();
  }

  Set<Check> found(Evidence evidence) throws Exception {
    return findings(evidence).stream()
        .map(Finding::check)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Set<Check> found() throws Exception {
    return found(world.evidence());
  }

  /** What is said of it, besides. */
  List<String> problems() throws Exception {
    return findings(world.evidence()).stream().map(Finding::problem).toList();
  }

  String file(String folder) {
    return folder + "/" + volume.list(folder).getFirst();
  }

  String shortRecords() {
    return file("records/" + SHORT.text() + "/2026-01-01");
  }

  String shortKey() {
    return "keys/" + SHORT.text() + "/2026-01-01.key";
  }

  byte[] read(String file) {
    return volume.read(file).orElseThrow();
  }

  void flip(String file, int at) throws Exception {
    var bytes = read(file);
    bytes[at < 0 ? bytes.length + at : at] ^= 1;
    volume.put(file, bytes);
  }

  interface Lie {
    void tell(Forger forger) throws Exception;
  }

  void lie(Lie lie) throws Exception {
    try (var forger = new Forger(world, volume)) {
      lie.tell(forger);
    }
  }

  static void purge(Forger forger, Bucket bucket) throws Exception {
    var set = forger.contents(bucket);
    var intent = forger.intend(set);
    forger.destroy(bucket);
    forger.receipt(intent, set);
  }
}
