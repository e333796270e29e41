package dev.steward.runtime.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Each format against blocks whose numbers were computed by hand. */
class BlockFormatTest {

  @Test
  void floats_of_32_bits_stand_as_they_are() {
    var block = block(BlockFormat.F32).putFloat(-1.25f);
    assertThat(numbers(BlockFormat.F32, block)).containsExactly(-1.25f);
  }

  @Test
  void floats_of_16_bits_are_widened() {
    // 0xC100 is -2.5: sign 1, exponent 16 - 15 = 1, fraction 256/1024.
    var block = block(BlockFormat.F16).putShort((short) 0xC100);
    assertThat(numbers(BlockFormat.F16, block)).containsExactly(-2.5f);
  }

  @Test
  void brain_floats_are_the_upper_half_of_a_float() {
    // 0x3FC0_0000 is 1.5.
    var block = block(BlockFormat.BF16).putShort((short) 0x3FC0);
    assertThat(numbers(BlockFormat.BF16, block)).containsExactly(1.5f);
  }

  @Test
  void q4_0_counts_from_minus_eight_and_has_its_second_half_in_the_high_bits() {
    var block = block(BlockFormat.Q4_0).putShort(half(0.5f));
    block.put(2, (byte) 0xF0).put(17, (byte) 0x3A);
    var numbers = numbers(BlockFormat.Q4_0, block);
    // Byte 0: low 0 -> 0.5 (0 - 8), high 15 -> 0.5 (15 - 8); byte 15: low 10, high 3.
    assertThat(numbers[0]).isEqualTo(-4f);
    assertThat(numbers[16]).isEqualTo(3.5f);
    assertThat(numbers[15]).isEqualTo(1f);
    assertThat(numbers[31]).isEqualTo(-2.5f);
    assertThat(numbers[1]).isEqualTo(-4f);
  }

  @Test
  void q4_1_has_a_smallest_number() {
    var block = block(BlockFormat.Q4_1).putShort(half(0.5f)).putShort(half(-1f));
    block.put(4, (byte) 0x2F).put(19, (byte) 0x10);
    var numbers = numbers(BlockFormat.Q4_1, block);
    assertThat(numbers[0]).isEqualTo(15 * 0.5f - 1);
    assertThat(numbers[16]).isEqualTo(0f);
    assertThat(numbers[15]).isEqualTo(-1f);
    assertThat(numbers[31]).isEqualTo(-0.5f);
  }

  @Test
  void q8_0_is_signed() {
    var block = block(BlockFormat.Q8_0).putShort(half(0.25f));
    block.put(2, (byte) -128).put(33, (byte) 127);
    var numbers = numbers(BlockFormat.Q8_0, block);
    assertThat(numbers[0]).isEqualTo(-32f);
    assertThat(numbers[31]).isEqualTo(31.75f);
    assertThat(numbers[1]).isEqualTo(0f);
  }

  @Test
  void q4_k_has_a_scale_and_a_smallest_number_for_each_group() {
    var block = block(BlockFormat.Q4_K).putShort(half(0.5f)).putShort(half(0.25f));
    // Scales and minima of 6 bits: group 1 has 0b000011 and 0b000101; group 6 takes its low four
    // bits from byte 10 and its upper two from the top of bytes 2 (scale) and 6 (minimum).
    block.put(4 + 1, (byte) 3).put(4 + 5, (byte) 5);
    block.put(4 + 10, (byte) 0x21).put(4 + 2, (byte) 0x80).put(4 + 6, (byte) 0x40);
    // Group 1 has the high halves of the first 32 bytes, group 6 the low halves of the fourth.
    block.put(16 + 7, (byte) 0xA9).put(16 + 96 + 31, (byte) 0x94);
    var numbers = numbers(BlockFormat.Q4_K, block);
    assertThat(numbers[32 + 7]).isEqualTo(0.5f * 3 * 10 - 0.25f * 5);
    assertThat(numbers[7]).isEqualTo(0f);
    // Scale 0b10_0001 = 33, minimum 0b01_0010 = 18.
    assertThat(numbers[6 * 32 + 31]).isEqualTo(0.5f * 33 * 4 - 0.25f * 18);
  }

  @Test
  void q6_k_puts_four_bits_and_two_together() {
    var block = block(BlockFormat.Q6_K);
    block.put(3, (byte) 0x5B).put(128 + 3, (byte) 0b11_10_01_00);
    block.put(64 + 32 + 20, (byte) 0xF0).put(128 + 32 + 20, (byte) 0b01_00_00_00);
    block.put(192, (byte) 2).put(192 + 4, (byte) -3).put(192 + 8 + 7, (byte) 10);
    block.putShort(208, half(0.5f));
    var numbers = numbers(BlockFormat.Q6_K, block);
    // First quarter: low 11, high 0 -> 11 - 32, scale 2; third: low 5, high 2 -> 37 - 32, scale -3.
    assertThat(numbers[3]).isEqualTo(0.5f * 2 * (11 - 32));
    assertThat(numbers[64 + 3]).isEqualTo(0.5f * -3 * (5 + 32 - 32));
    // Last quarter of the second half: low 15, high 1 -> 31 - 32, scale 10.
    assertThat(numbers[128 + 96 + 20]).isEqualTo(0.5f * 10 * (15 + 16 - 32));
  }

  @Test
  void several_blocks_follow_each_other() {
    var two = ByteBuffer.allocate(2 * 34 + 3).order(ByteOrder.LITTLE_ENDIAN);
    two.putShort(3, half(1f)).put(5, (byte) 7).putShort(37, half(2f)).put(39, (byte) 9);
    var numbers = new float[64];
    BlockFormat.Q8_0.dequantise(MemorySegment.ofArray(two.array()), 3, numbers);
    assertThat(numbers[0]).isEqualTo(7f);
    assertThat(numbers[32]).isEqualTo(18f);
  }

  private static short half(float value) {
    return Float.floatToFloat16(value);
  }

  private static ByteBuffer block(BlockFormat format) {
    return ByteBuffer.allocate(format.bytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static float[] numbers(BlockFormat format, ByteBuffer block) {
    var numbers = new float[format.elements()];
    format.dequantise(MemorySegment.ofBuffer(block.rewind()), 0, numbers);
    return numbers;
  }
}
