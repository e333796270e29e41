package dev.steward.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ImageMemoryTest {

  private static boolean there(ImageMemory.Claim claim) throws InterruptedException {
    return claim.await(Duration.ZERO);
  }

  @Test
  void what_is_taken_must_be_given_back_before_others_get_it() throws Exception {
    var memory = new ImageMemory(10 << 20);
    var first = memory.claim(6 << 20);
    assertThat(there(first)).isTrue();
    try (var second = memory.claim(6 << 20)) {
      assertThat(there(second)).isFalse();
      first.close();
      assertThat(there(second)).isTrue();
    }
  }

  @Test
  void an_image_that_needs_more_than_there_is_gets_all_of_it() throws Exception {
    var memory = new ImageMemory(1 << 20);
    var large = memory.claim(5L << 30);
    assertThat(there(large)).isTrue();
    try (var small = memory.claim(1)) {
      assertThat(there(small)).isFalse();
      large.close();
      assertThat(there(small)).isTrue();
    }
  }

  @Test
  void a_large_image_isnt_overtaken_by_small_ones() throws Exception {
    var memory = new ImageMemory(10);
    var first = memory.claim(6);
    try (var large = memory.claim(8);
        var small = memory.claim(1)) {
      assertThat(there(small)).isFalse();
      first.close();
      assertThat(there(large)).isTrue();
      assertThat(there(small)).isTrue();
    }
  }

  @Test
  void who_no_longer_waits_keeps_nobody_waiting() throws Exception {
    var memory = new ImageMemory(10);
    try (var first = memory.claim(6)) {
      assertThat(there(first)).isTrue();
      var left = memory.claim(8);
      try (var small = memory.claim(4)) {
        assertThat(there(small)).isFalse();
        left.close();
        assertThat(there(small)).isTrue();
      }
    }
  }

  @Test
  void what_is_closed_twice_is_given_back_once() throws Exception {
    var memory = new ImageMemory(10);
    var first = memory.claim(6);
    first.close();
    first.close();
    try (var all = memory.claim(10);
        var more = memory.claim(1)) {
      assertThat(there(all)).isTrue();
      assertThat(there(more)).isFalse();
    }
  }

  @Test
  void little_memory_keeps_fewer_pixels() {
    assertThat(ImageLimits.forMemory(4L << 30).keptPixels()).isEqualTo(12L << 20);
    assertThat(ImageLimits.forMemory(55L << 20).keptPixels()).isEqualTo(5L << 20);
    assertThat(ImageLimits.forMemory(1).keptPixels()).isEqualTo(1L << 20);
  }
}
