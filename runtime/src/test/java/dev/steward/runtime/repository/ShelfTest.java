package dev.steward.runtime.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.steward.runtime.repository.Shelf.Leaver;
import dev.steward.runtime.repository.Shelf.Phase;
import dev.steward.runtime.repository.Shelf.Room;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShelfTest {

  private static final ModelId A = new ModelId("a", 1);
  private static final ModelId B = new ModelId("b", 1);
  private static final ModelId C = new ModelId("c", 1);
  private static final ModelId D = new ModelId("d", 1);

  private final Shelf<String> shelf = new Shelf<>(100);

  private void load(ModelId id, long bytes) {
    assertThat(shelf.reserve(id, bytes)).isEqualTo(new Room.Reserved<>());
    shelf.loaded(id, id.name(), 0);
  }

  @Test
  void what_was_used_longest_ago_leaves_and_no_more_than_must() {
    load(A, 40);
    load(B, 30);
    load(C, 20);
    assertThat(shelf.use(A)).contains("a");
    assertThat(shelf.release(A)).isEmpty();
    assertThat(shelf.reserve(D, 40)).isEqualTo(new Room.Unloading<>(List.of(new Leaver<>(B, "b"))));
    assertThat(shelf.phase(A)).contains(Phase.LOADED);
    assertThat(shelf.phase(C)).contains(Phase.LOADED);
  }

  @Test
  void what_leaves_counts_until_it_is_closed() {
    load(A, 80);
    assertThat(shelf.reserve(B, 50)).isInstanceOf(Room.Unloading.class);
    assertThat(shelf.reserve(B, 50)).isEqualTo(new Room.Occupied<>());
    assertThat(shelf.use(A)).isEmpty();
    assertThat(shelf.held()).isEqualTo(80);
    shelf.free(A);
    assertThat(shelf.reserve(B, 50)).isEqualTo(new Room.Reserved<>());
    assertThat(shelf.held()).isEqualTo(50);
  }

  @Test
  void what_is_in_use_leaves_after_what_is_not_and_with_its_last_user() {
    load(A, 50);
    load(B, 50);
    shelf.use(A);
    shelf.use(A);
    assertThat(shelf.reserve(C, 100))
        .isEqualTo(new Room.Unloading<>(List.of(new Leaver<>(B, "b"))));
    assertThat(shelf.phase(A)).contains(Phase.LEAVING);
    assertThat(shelf.release(A)).isEmpty();
    assertThat(shelf.release(A)).contains(new Leaver<>(A, "a"));
  }

  @Test
  void what_nobody_uses_leaves_first_though_what_is_in_use_was_asked_longer_ago() {
    load(A, 50);
    load(B, 50);
    shelf.use(A);
    shelf.use(B);
    shelf.release(B);
    assertThat(shelf.reserve(C, 50)).isEqualTo(new Room.Unloading<>(List.of(new Leaver<>(B, "b"))));
    assertThat(shelf.phase(A)).contains(Phase.LOADED);
  }

  @Test
  void while_others_are_being_loaded_nobody_leaves_in_vain() {
    assertThat(shelf.reserve(A, 60)).isEqualTo(new Room.Reserved<>());
    load(B, 30);
    assertThat(shelf.reserve(C, 50)).isEqualTo(new Room.Occupied<>());
    assertThat(shelf.phase(B)).contains(Phase.LOADED);
    shelf.free(A);
    assertThat(shelf.reserve(C, 50)).isEqualTo(new Room.Reserved<>());
  }

  @Test
  void what_is_larger_than_all_there_is_never_gets_room_and_drives_nobody_out() {
    load(A, 100);
    assertThat(shelf.reserve(B, 101)).isEqualTo(new Room.TooLarge<>());
    assertThat(shelf.phase(A)).contains(Phase.LOADED);
  }

  @Test
  void those_who_waited_use_it_from_the_beginning() {
    shelf.reserve(A, 10);
    shelf.loaded(A, "a", 2);
    assertThat(shelf.leave(A::equals)).isEmpty();
    assertThat(shelf.release(A)).isEmpty();
    assertThat(shelf.release(A)).contains(new Leaver<>(A, "a"));
  }

  @Test
  void a_model_is_never_there_twice() {
    load(A, 10);
    assertThat(shelf.reserve(A, 10)).isEqualTo(new Room.Occupied<>());
  }

  @Test
  void what_is_in_use_cannot_be_freed() {
    load(A, 10);
    shelf.use(A);
    assertThatIllegalStateException().isThrownBy(() -> shelf.free(A));
    shelf.leave(A::equals);
    assertThatIllegalStateException().isThrownBy(() -> shelf.free(A));
  }
}
