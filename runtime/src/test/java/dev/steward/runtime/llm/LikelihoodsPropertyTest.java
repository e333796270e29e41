package dev.steward.runtime.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steward.protocol.openai.TokenLogprob.Likely;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LikelihoodsPropertyTest {

  @Property(tries = 300)
  void they_are_the_softmax_of_the_logits(
      @ForAll @Size(40) List<@FloatRange(min = -200, max = 200) Float> found,
      @ForAll @IntRange(max = 39) int token,
      @ForAll @IntRange(max = 20) int top) {
    var logits = new float[40];
    for (int i = 0; i < 40; i++) {
      logits[i] = found.get(i);
    }
    var told = new Likelihoods(LikelihoodsPropertyTest::word, top).of(logits, token, 7);
    double sum = IntStream.range(0, 40).mapToDouble(i -> Math.exp(logits[i])).sum();
    assertThat(told.logprob().orElseThrow()).isCloseTo(logits[token] - Math.log(sum), within(1e-9));
    assertThat(told.offset()).isEqualTo(7);
    var best =
        IntStream.range(0, 40)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -logits[i]))
            .limit(top)
            .map(i -> new String(word(i), UTF_8))
            .toList();
    assertThat(told.top().stream().map(Likely::bytes).map(bytes -> new String(bytes, UTF_8)))
        .isEqualTo(best);
  }

  private static byte[] word(int token) {
    return ("w" + token).getBytes(UTF_8);
  }
}
