package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.runtime.gguf.BlockFormat.Unpacked;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;

class EightBitsPropertyTest {

  @Property
  void a_weight_moves_by_half_a_step_of_its_group_at_most(
      @ForAll @Size(64) List<@FloatRange(min = -1e4f, max = 1e4f) Float> numbers) {
    var row = new float[64];
    for (int i = 0; i < row.length; i++) {
      row[i] = numbers.get(i);
    }
    var rounded = new Unpacked(64, 2);
    EightBits.round(row, rounded);
    for (int i = 0; i < row.length; i++) {
      float scale = rounded.scales()[i / 32];
      assertThat(rounded.quanta()[i]).isBetween(-127, 127);
      assertThat(Math.abs(scale * rounded.quanta()[i] - row[i]))
          .isLessThanOrEqualTo(0.5001f * scale + Float.MIN_NORMAL);
    }
  }

  @Property
  void what_eight_bits_can_hold_stays_as_it_is(@ForAll @Size(32) byte[] quanta) {
    quanta[0] = 127;
    var row = new float[32];
    for (int i = 0; i < 32; i++) {
      row[i] = Math.max(-127, quanta[i]) * 0.25f;
    }
    var rounded = new Unpacked(32, 1);
    EightBits.round(row, rounded);
    for (int i = 0; i < 32; i++) {
      assertThat(rounded.scales()[0] * rounded.quanta()[i]).isEqualTo(row[i]);
    }
  }

  @Property(tries = 1)
  void zeros_are_zeros() {
    var rounded = new Unpacked(32, 1);
    EightBits.round(new float[32], rounded);
    assertThat(rounded.scales()).containsExactly(0);
    assertThat(rounded.quanta()).containsOnly(0);
  }
}
