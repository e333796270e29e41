package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PostponedTest {

  private final AtomicBoolean possible = new AtomicBoolean();
  private final AtomicInteger told = new AtomicInteger();
  private final Postponed postponed = new Postponed(possible::get, told::incrementAndGet);

  @Test
  void what_changes_while_nobody_can_be_told_is_told_once_when_somebody_can() {
    postponed.changed();
    postponed.changed();
    assertThat(told).hasValue(0);

    possible.set(true);
    postponed.tell();
    postponed.tell();

    assertThat(told).hasValue(1);
  }

  @Test
  void each_change_is_told_at_once_where_it_can_be() {
    possible.set(true);

    postponed.changed();
    postponed.changed();

    assertThat(told).hasValue(2);
  }

  @Test
  void nothing_is_told_where_nothing_has_changed() {
    possible.set(true);

    postponed.tell();

    assertThat(told).hasValue(0);
  }
}
