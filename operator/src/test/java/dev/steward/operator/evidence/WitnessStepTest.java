package dev.steward.operator.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.TreeHasher;
import dev.steward.ledger.note.Checkpoint;
import dev.steward.ledger.note.Origin;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WitnessStepTest {
  private static final Origin ORIGIN = new Origin("example.com/g-0");
  private static final TreeHasher HASHER = new TreeHasher();
  private static final Hash A = HASHER.leaf(new byte[] {1});
  private static final Hash B = HASHER.leaf(new byte[] {2});
  private static final Hash C = HASHER.leaf(new byte[] {3});
  private static final Checkpoint ONE = new Checkpoint(ORIGIN, 1, A);
  private static final Checkpoint TWO = new Checkpoint(ORIGIN, 2, HASHER.node(A, B));
  private static final Checkpoint FORKED = new Checkpoint(ORIGIN, 2, HASHER.node(C, B));

  @Test
  void the_first_claim_is_believed() {
    assertThat(WitnessStep.next(Optional.empty(), TWO, 0, List.of()))
        .isEqualTo(new WitnessStep.Grown(TWO));
  }

  @Test
  void a_log_that_has_grown_proves_it() {
    assertThat(WitnessStep.next(Optional.of(ONE), TWO, 1, List.of(B)))
        .isEqualTo(new WitnessStep.Grown(TWO));
    assertThat(WitnessStep.next(Optional.of(TWO), TWO, 2, List.of()))
        .isEqualTo(new WitnessStep.Same());
  }

  @Test
  void a_proof_from_another_size_is_asked_for_anew() {
    assertThat(WitnessStep.next(Optional.of(ONE), TWO, 0, List.of()))
        .isEqualTo(new WitnessStep.Unproven(1));
  }

  @Test
  void a_log_that_is_shorter_than_it_was_is_a_contradiction() {
    assertThat(WitnessStep.next(Optional.of(TWO), ONE, 2, List.of()))
        .isInstanceOf(WitnessStep.Contradiction.class);
  }

  @Test
  void a_fork_is_a_contradiction_whatever_it_proves() {
    assertThat(WitnessStep.next(Optional.of(TWO), FORKED, 2, List.of()))
        .isInstanceOf(WitnessStep.Contradiction.class);
    assertThat(WitnessStep.next(Optional.of(ONE), FORKED, 1, List.of(B)))
        .isInstanceOf(WitnessStep.Contradiction.class);
  }
}
