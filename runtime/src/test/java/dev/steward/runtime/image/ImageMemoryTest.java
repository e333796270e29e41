package dev.steward.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ImageMemoryTest {

  @Test
  void what_is_taken_must_be_given_back_before_others_get_it() throws Exception {
    var memory = new ImageMemory(10 << 20);
    assertThat(memory.take(6 << 20, Duration.ZERO)).isTrue();
    assertThat(memory.take(6 << 20, Duration.ZERO)).isFalse();
    memory.give(6 << 20);
    assertThat(memory.take(6 << 20, Duration.ZERO)).isTrue();
  }

  @Test
  void an_image_that_needs_more_than_there_is_gets_all_of_it() throws Exception {
    var memory = new ImageMemory(1 << 20);
    assertThat(memory.take(5L << 30, Duration.ZERO)).isTrue();
    assertThat(memory.take(1, Duration.ZERO)).isFalse();
    memory.give(5L << 30);
    assertThat(memory.take(1, Duration.ZERO)).isTrue();
  }

  @Test
  void little_memory_keeps_fewer_pixels() {
    assertThat(ImageLimits.forMemory(4L << 30).keptPixels()).isEqualTo(12L << 20);
    assertThat(ImageLimits.forMemory(55L << 20).keptPixels()).isEqualTo(5L << 20);
    assertThat(ImageLimits.forMemory(1).keptPixels()).isEqualTo(1L << 20);
  }
}
