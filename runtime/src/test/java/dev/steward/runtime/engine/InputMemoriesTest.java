package dev.steward.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputMemoriesTest {

  private final InputMemories memories = new InputMemories();

  private static List<Tensor> inputs(int... bytes) {
    return java.util.Arrays.stream(bytes)
        .<Tensor>mapToObj(count -> tensor(ByteBuffer.allocate(count)))
        .toList();
  }

  private static Tensor tensor(ByteBuffer data) {
    return new Tensor.Numbers(
        "x", Datatype.UINT8, Shape.of(data.limit()), data.order(ByteOrder.nativeOrder()));
  }

  @Test
  void a_run_uses_the_memory_of_the_one_before() {
    var first = memories.take(inputs(700_000));
    memories.giveBack(first);
    assertThat(memories.take(inputs(786_432, 4096))).isSameAs(first);
  }

  @Test
  void runs_at_the_same_time_have_memories_of_their_own() {
    var first = memories.take(inputs(100));
    assertThat(memories.take(inputs(100))).isNotSameAs(first);
  }

  @Test
  void all_inputs_have_room_and_keep_their_bytes() {
    var inputs = List.of(new byte[] {1, 2, 3}, new byte[5000], new byte[] {4, 5});
    var memory = memories.take(inputs(3, 5000, 2));
    var copies = inputs.stream().map(each -> memory.direct(ByteBuffer.wrap(each))).toList();
    assertThat(copies).allMatch(ByteBuffer::isDirect);
    assertThat(copies).containsExactlyElementsOf(inputs.stream().map(ByteBuffer::wrap).toList());
  }

  @Test
  void memory_that_is_used_again_has_all_its_room() {
    for (int run = 0; run < 3; run++) {
      var memory = memories.take(inputs(4000));
      assertThat(memory.direct(ByteBuffer.allocate(4000)).limit()).isEqualTo(4000);
      memories.giveBack(memory);
    }
  }

  @Test
  void a_larger_request_takes_the_place_of_what_is_too_small() {
    memories.giveBack(memories.take(inputs(100)));
    var larger = memories.take(inputs(100_000));
    assertThat(larger.direct(ByteBuffer.allocate(100_000)).limit()).isEqualTo(100_000);
    memories.giveBack(larger);
    assertThat(memories.idle()).isEqualTo(1);
  }

  @Test
  void a_huge_request_leaves_nothing_behind() {
    memories.giveBack(memories.take(inputs(InputMemories.KEPT + 1)));
    assertThat(memories.idle()).isZero();
  }

  @Test
  void what_is_native_already_is_not_copied() {
    var data = ByteBuffer.allocateDirect(InputMemories.KEPT * 2);
    var memory = memories.take(List.of(tensor(data)));
    assertThat(memory.direct(data)).isSameAs(data);
    assertThat(memory.size()).isLessThan(data.limit());
  }
}
