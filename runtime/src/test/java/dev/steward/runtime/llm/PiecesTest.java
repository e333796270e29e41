package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.Client;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a reader of a text is given, and when it ends. */
class PiecesTest {

  private static final Client STAYS = () -> false;
  private static final Piece HELLO = new Piece.Text(0, "Hello", List.of());
  private static final Piece GIVEN_UP =
      new Piece.Failed(Refusal.of(ErrorCode.INTERNAL, "nobody waits for this text any more"));

  private static Pieces pieces(Generation generation, Client client, Duration allowed) {
    return new Pieces(generation, new Asked(Tenant.NONE, Deadline.in(allowed), client));
  }

  @Test
  void a_stream_is_given_a_piece_as_soon_as_it_is_there() throws Exception {
    var generation = new Generation(1, STAYS);
    var pieces = pieces(generation, STAYS, Duration.ofMinutes(1));
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var next = readers.submit(pieces::next);
      generation.add(HELLO);
      assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo(HELLO);
    }
  }

  @Test
  void a_stream_whose_client_has_gone_ends_when_its_text_is_given_up() {
    var gone = new AtomicBoolean();
    var generation = new Generation(1, gone::get);
    var pieces = pieces(generation, gone::get, Duration.ofMinutes(1));
    gone.set(true);
    generation.add(GIVEN_UP);
    assertThat(generation.abandoned()).isTrue();
    assertThatThrownBy(pieces::next).isInstanceOf(ClientGoneException.class);
  }

  @Test
  void whoever_waits_for_all_of_a_text_that_was_given_up_has_gone_and_was_not_refused() {
    var generation = new Generation(1, () -> true);
    generation.add(GIVEN_UP);
    assertThatThrownBy(() -> pieces(generation, () -> true, Duration.ofMinutes(1)).whole())
        .isInstanceOf(ClientGoneException.class);
  }

  @Test
  void whoever_waits_for_a_texts_beginning_that_was_given_up_has_gone_and_was_not_refused() {
    var generation = new Generation(1, () -> true);
    generation.add(GIVEN_UP);
    assertThatThrownBy(() -> pieces(generation, () -> true, Duration.ofMinutes(1)).begun())
        .isInstanceOf(ClientGoneException.class);
    assertThat(generation.abandoned()).isTrue();
  }

  @Test
  void a_text_that_does_not_begin_in_time_is_refused_and_given_up() throws Exception {
    var generation = new Generation(1, STAYS);
    var begun = pieces(generation, STAYS, Duration.ZERO).begun();
    assertThat(begun)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.refusal().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
    assertThat(generation.abandoned()).isTrue();
  }
}
