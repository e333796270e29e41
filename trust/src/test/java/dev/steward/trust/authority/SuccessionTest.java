package dev.steward.trust.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.authority.Succession.Stage;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One CA after another. */
class SuccessionTest {

  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final Duration STEP = Duration.ofMinutes(10);
  private static final PeerName PODS = new PeerName("minilm.team-a.pods.steward.internal");

  private final Succession settled =
      Succession.settled(CertificateAuthority.create(Lifetimes.defaults(), NOW));

  private Succession announced() {
    return settled.begin(STEP, NOW).orElseThrow();
  }

  private static Succession advanced(Succession succession, Instant now) {
    return succession.advance(now.minus(Duration.ofHours(1)), now).orElseThrow();
  }

  private static Credentials issued(Succession succession, Instant now) {
    return succession.issue(PODS, Purpose.SERVER, now);
  }

  /** Whether one who has these credentials believes the other. */
  private static boolean believes(Credentials one, Credentials other) {
    return one.trusted().stream()
        .anyMatch(authority -> {
          try {
            other.certificate().verify(authority.getPublicKey());
            return true;
          } catch (GeneralSecurityException e) {
            return false;
          }
        });
  }

  @Test
  void at_each_moment_who_has_followed_and_who_has_not_believe_each_other() {
    var stages = new ArrayList<>(List.of(settled));
    var now = NOW;
    stages.add(announced());
    for (var i = 0; i < 2; i++) {
      now = now.plus(STEP);
      stages.add(advanced(stages.getLast(), now));
    }
    assertThat(stages.getLast().stage()).isInstanceOf(Stage.Settled.class);
    assertThat(stages.getLast().signing().certificate())
        .isNotEqualTo(settled.signing().certificate());
    for (var i = 1; i < stages.size(); i++) {
      var before = issued(stages.get(i - 1), NOW);
      var after = issued(stages.get(i), NOW);
      assertThat(believes(before, after)).as("stage %d: an old one", i).isTrue();
      assertThat(believes(after, before)).as("stage %d: a new one", i).isTrue();
    }
    assertThat(believes(issued(stages.getLast(), NOW), issued(settled, NOW))).isFalse();
  }

  @Test
  void what_was_issued_a_stage_ago_is_made_anew() {
    var announced = announced();
    var following = advanced(announced, NOW.plus(STEP));
    for (var next : List.of(announced, following)) {
      assertThat(next.good(issued(settled, NOW), PODS, Purpose.SERVER, NOW)).isEmpty();
      assertThat(next.good(issued(next, NOW), PODS, Purpose.SERVER, NOW)).isPresent();
    }
    assertThat(following.good(issued(announced, NOW), PODS, Purpose.SERVER, NOW)).isEmpty();
  }

  @Test
  void a_step_waits_for_its_time_and_until_everybody_has_long_had_it() {
    var announced = announced();
    var early = NOW.plus(STEP).minusSeconds(1);
    assertThat(announced.advance(NOW, early)).isEmpty();
    assertThat(announced.advance(NOW, NOW.plus(STEP))).isPresent();
    var late = NOW.plus(Duration.ofDays(3));
    assertThat(announced.advance(late.minus(Succession.SPREAD).plusSeconds(1), late)).isEmpty();
    assertThat(announced.advance(late.minus(Succession.SPREAD), late)).isPresent();
    assertThat(settled.advance(NOW, late)).isEmpty();
  }

  @Test
  void one_that_is_asked_for_while_another_is_under_way_changes_nothing() {
    var announced = announced();
    assertThat(announced.begin(STEP, NOW.plus(STEP))).isEmpty();
    var following = advanced(announced, NOW.plus(STEP));
    assertThat(following.begin(STEP, NOW.plus(STEP))).isEmpty();
  }

  @Test
  void a_step_too_short_to_follow_is_refused() {
    assertThatThrownBy(() -> settled.begin(Duration.ofMinutes(1), NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least");
  }

  @Test
  void a_ca_is_followed_in_time_before_its_end() {
    var end = settled.signing().certificate().getNotAfter().toInstant();
    assertThat(settled.ends(end.minus(Duration.ofDays(91)))).isFalse();
    assertThat(settled.ends(end.minus(Duration.ofDays(89)))).isTrue();
    assertThat(announced().ends(end)).isFalse();
  }
}
