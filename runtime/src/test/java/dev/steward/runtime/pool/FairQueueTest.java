package dev.steward.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {

  private final FairQueue<Object> queue = new FairQueue<>();

  /** An element that is known by identity. */
  private static Object named(String name) {
    return new Object() {
      @Override
      public String toString() {
        return name;
      }
    };
  }

  private Object add(String name, String tenant, int work) {
    return add(name, tenant, work, Priority.USUAL);
  }

  private Object add(String name, String tenant, int work, Priority priority) {
    var element = named(name);
    queue.add(element, tenant, work, priority);
    return element;
  }

  private List<String> all() {
    var taken = new ArrayList<String>();
    for (var next = queue.poll(); next.isPresent(); next = queue.poll()) {
      taken.add(next.get().toString());
    }
    return taken;
  }

  @Test
  void of_one_tenant_who_came_first_goes_first() {
    add("1", "a", 3);
    add("2", "a", 1);
    add("3", "a", 7);
    assertThat(all()).containsExactly("1", "2", "3");
  }

  @Test
  void one_that_comes_late_need_not_wait_for_all_of_another_tenant() {
    for (int i = 0; i < 100; i++) {
      add("a" + i, "a", 1);
    }
    queue.poll();
    add("b0", "b", 1);
    add("b1", "b", 1);
    assertThat(all()).startsWith("b0", "a1", "b1", "a2", "a3");
  }

  @Test
  void tenants_get_the_same_work_however_large_their_pieces_are() {
    for (int i = 0; i < 100; i++) {
      add("large", "a", 10);
      add("small", "b", 1);
    }
    var first = all().subList(0, 22);
    assertThat(first).filteredOn("large"::equals).hasSize(2);
    assertThat(first).filteredOn("small"::equals).hasSize(20);
  }

  @Test
  void a_tenant_that_was_idle_has_saved_nothing_up() {
    add("b", "b", 1);
    for (int i = 0; i < 10; i++) {
      add("a", "a", 1);
    }
    for (int i = 0; i < 6; i++) {
      queue.poll();
    }
    for (int i = 0; i < 5; i++) {
      add("b", "b", 1);
    }
    assertThat(all().subList(0, 4)).containsExactlyInAnyOrder("a", "b", "a", "b");
  }

  @Test
  void a_tenant_that_sends_one_at_a_time_is_charged_for_what_it_was_given() {
    for (int i = 0; i < 20; i++) {
      add("small", "b", 1);
    }
    add("large", "a", 10);
    var order = new ArrayList<String>();
    for (int i = 0; i < 14; i++) {
      var next = queue.poll().orElseThrow().toString();
      order.add(next);
      if (next.equals("large")) {
        add("large", "a", 10);
      }
    }
    assertThat(order).filteredOn("large"::equals).hasSize(2);
  }

  @Test
  void of_one_tenant_who_is_more_urgent_goes_first() {
    add("usual", "a", 1);
    add("last", "a", 1, new Priority(5));
    add("first", "a", 1, new Priority(1));
    add("first too", "a", 1, new Priority(1));
    add("usual too", "a", 1);
    assertThat(all()).containsExactly("first", "first too", "usual", "usual too", "last");
  }

  @Test
  void who_is_less_urgent_is_passed_by_so_many_and_then_goes() {
    add("patient", "a", 1, new Priority(2));
    var taken = new ArrayList<String>();
    for (int i = 0; i < 2 * Priority.AHEAD; i++) {
      add("urgent", "a", 1, new Priority(1));
      taken.add(queue.poll().orElseThrow().toString());
    }
    assertThat(taken.indexOf("patient")).isEqualTo(Priority.AHEAD - 1);
  }

  @Test
  void a_tenant_s_urgent_ones_take_nothing_from_another_tenant() {
    for (int i = 0; i < 10; i++) {
      add("a", "a", 1, new Priority(1));
      add("b", "b", 1, new Priority(5));
    }
    var half = all().subList(0, 10);
    assertThat(half).filteredOn("a"::equals).hasSize(5);
  }

  @Test
  void what_is_offered_comes_in_the_order_of_turns_and_is_charged_for_when_it_is_taken() {
    for (int i = 0; i < 3; i++) {
      add("a" + i, "a", 1);
    }
    for (int i = 0; i < 3; i++) {
      add("b" + i, "b", 1);
    }
    var offered = new ArrayList<String>();
    queue.offer(element -> {
      offered.add(element.toString());
      return List.of("a0", "a1").contains(element.toString());
    });
    assertThat(offered).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
    assertThat(all()).containsExactly("b0", "b1", "a2", "b2");
  }

  @Test
  void what_is_taken_when_offered_waits_no_longer() {
    add("1", "a", 1);
    var second = add("2", "a", 1);
    add("3", "b", 1);
    queue.offer(element -> element.equals(second));
    assertThat(all()).containsExactlyInAnyOrder("1", "3");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void what_is_removed_has_no_turn_and_may_be_removed_again() {
    var first = add("1", "a", 1);
    add("2", "a", 1);
    queue.remove(first);
    queue.remove(first);
    assertThat(queue.size()).isEqualTo(1);
    assertThat(all()).containsExactly("2");
  }

  @Test
  void a_million_tenants_take_no_more_room_than_some() {
    add("keeps the queue from being empty", "first", 1);
    for (int i = 0; i < 100_000; i++) {
      add("x", "tenant-" + i, 1);
      queue.poll();
    }
    assertThat(queue.tenantsRemembered()).isLessThanOrEqualTo(FairQueue.REMEMBERED);
  }
}
