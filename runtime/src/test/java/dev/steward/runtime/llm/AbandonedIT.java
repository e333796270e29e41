package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.pool.Client;
import dev.steward.runtime.pool.Tenant;
import dev.steward.runtime.testing.SmolLm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts whose clients have gone: whoever reads them is told, and nothing more is computed. */
@Timeout(120)
class AbandonedIT {

  private static final Client STAYS = () -> false;

  @Test
  void a_text_that_is_written_ends_with_the_step_in_which_its_client_leaves() throws Exception {
    var gone = new AtomicBoolean();
    try (var model = model()) {
      var generation = begun(model, gone::get);
      assertThat(generation.next()).isInstanceOf(Piece.Text.class);
      gone.set(true);
      var rest = rest(generation);
      assertThat(rest.getLast()).isInstanceOf(Piece.Failed.class);
      // It was to have 1,000 tokens.
      assertThat(rest).hasSizeLessThan(100);
      assertThat(model.use().running()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void a_text_that_waits_for_a_slot_ends_when_its_client_leaves() throws Exception {
    var gone = new AtomicBoolean();
    try (var model = model()) {
      var others = new ArrayList<Generation>();
      for (int slot = 0; slot < model.plan().slots(); slot++) {
        others.add(begun(model, STAYS));
      }
      for (var other : others) {
        assertThat(other.next()).isInstanceOf(Piece.Text.class);
      }
      var waits = begun(model, gone::get);
      gone.set(true);
      assertThat(waits.next()).isInstanceOf(Piece.Failed.class);
      others.forEach(Generation::close);
    }
  }

  @Test
  void a_text_whose_reader_closes_it_ends_too() throws Exception {
    try (var model = model()) {
      var generation = begun(model, STAYS);
      assertThat(generation.next()).isInstanceOf(Piece.Text.class);
      generation.close();
      assertThat(rest(generation).getLast()).isInstanceOf(Piece.Failed.class);
    }
  }

  private static LanguageModel model() throws Exception {
    return LanguageModel.load(SmolLm.file(), Path.of("target", "cache", "llm"), 2, 200L << 20);
  }

  private static Generation begun(LanguageModel model, Client client) {
    var request =
        GenerationRequest.of(
            model.continuing("1, 2, 3, 4, 5, 6,"), 1000, Sampling.GREEDY, List.of(), Tenant.NONE);
    return ((Outcome.Done<Generation>) model.write("prompt", request, 1, client)).value();
  }

  /** All that is to come. */
  private static List<Piece> rest(Generation generation) throws InterruptedException {
    var rest = new ArrayList<Piece>();
    do {
      rest.add(generation.next());
    } while (rest.getLast() instanceof Piece.Text);
    return rest;
  }
}
