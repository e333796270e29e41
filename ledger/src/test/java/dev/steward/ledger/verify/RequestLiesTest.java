package dev.steward.ledger.verify;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.ContentPart;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.retain.Holds;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** About the beginning and the end of requests. */
class RequestLiesTest extends Lies {

  @Test
  void an_end_without_a_start() throws Exception {
    lie(forger -> forger.sealed(world.end(RecordId.random()), LONG, UnaryOperator.identity()));
    assertThat(found()).containsExactly(Check.PAIRING);
  }

  @Test
  void a_request_that_begins_twice() throws Exception {
    var id = RecordId.random();
    lie(forger -> {
      forger.sealed(world.start(id), LONG, UnaryOperator.identity());
      forger.sealed(world.start(id), LONG, UnaryOperator.identity());
      forger.sealed(world.end(id), LONG, UnaryOperator.identity());
    });
    assertThat(found()).containsExactly(Check.PAIRING);
  }

  @Test
  void a_request_that_never_ends() throws Exception {
    lie(forger -> {
      forger.sealed(world.start(RecordId.random()), LONG, UnaryOperator.identity());
      world.setDay("2026-01-03");
      forger.request(LONG);
    });
    assertThat(found()).isEmpty();
    lie(forger -> {
      world.setDay("2026-01-04");
      forger.request(LONG);
    });
    assertThat(found()).containsExactly(Check.PAIRING);
  }

  @Test
  void content_of_a_request_under_way_is_as_it_should_be() throws Exception {
    var id = RecordId.random();
    lie(forger -> {
      forger.sealed(world.start(id), SHORT, UnaryOperator.identity());
      forger.sealedIn(
          new Bucket(Holds.CONTENT, SHORT, world.today()),
          new ContentPart(id, world.instant(), 0, new byte[1], new byte[0], Optional.empty()));
    });
    assertThat(found()).isEmpty();
  }

  @Test
  void what_a_log_tells_of_itself_is_reported() throws Exception {
    var gap = new Gap(RecordId.random(), world.instant(), world.instant(), 7, new Word("x"));
    lie(forger -> forger.open(gap, gap.id()));
    lie(forger -> forger.sealed(world.start(RecordId.random()), LONG, UnaryOperator.identity()));
    var open = world.verified(volume);
    assertThat(open.sound()).isTrue();
    assertThat(open.open()).isEqualTo(1);
    assertThat(open.gaps()).containsExactly(gap);

    world.open(volume).close();
    var interrupted = world.verified(volume);
    assertThat(interrupted.sound()).isTrue();
    assertThat(interrupted.open()).isZero();
    assertThat(interrupted.entries()).containsEntry(EntryKind.INTERRUPTED, 1L);

    volume.delete(shortRecords());
    assertThat(world.verified(volume).sound()).isFalse();
  }
}
