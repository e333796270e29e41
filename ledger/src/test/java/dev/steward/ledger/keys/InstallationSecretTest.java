package dev.steward.ledger.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.ledger.note.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstallationSecretTest {

  private static Checked<InstallationSecret> parse(Map<String, String> texts) {
    return InstallationSecret.parse("secret", name -> Optional.ofNullable(texts.get(name)));
  }

  private static InstallationSecret valid(Map<String, String> texts) {
    return parse(texts).orThrow(wrong -> new IllegalStateException(wrong.message()));
  }

  @Test
  void who_publishes_keys_and_who_signs_find_the_same_ones() {
    var texts = InstallationSecret.generate(Optional.of(new Origin("example.com/steward")));
    var key = valid(texts).signer("steward-gateway-0").verifier();
    assertThat(key.name().text()).isEqualTo("example.com/steward/steward-gateway-0");
    assertThat(valid(texts).signer("steward-gateway-0").verifier()).isEqualTo(key);
    assertThat(valid(texts).signer("steward-gateway-1").verifier()).isNotEqualTo(key);
    assertThat(valid(texts).root().id()).isEqualTo(valid(texts).root().id());
  }

  @Test
  void installations_without_a_name_of_their_own_get_different_ones() {
    var one = InstallationSecret.generate(Optional.empty());
    var other = InstallationSecret.generate(Optional.empty());
    assertThat(valid(one).signer("g").verifier().name().text())
        .matches("steward-[0-9a-f]{16}/g")
        .isNotEqualTo(valid(other).signer("g").verifier().name().text());
  }

  @Test
  void what_is_missing_or_wrong_is_told_without_the_secret() {
    for (var name : InstallationSecret.generate(Optional.empty()).keySet()) {
      var without = new HashMap<>(InstallationSecret.generate(Optional.empty()));
      without.remove(name);
      assertThat(problem(without)).contains("it lacks " + name);
      without.put(name, "this is + wrong");
      assertThat(problem(without)).contains("secret: " + name).doesNotContain("this is");
      without.put(name, "a".repeat(300));
      assertThat(problem(without)).contains("secret: " + name).doesNotContain("aaa");
    }
  }

  private static String problem(Map<String, String> texts) {
    return parse(texts) instanceof Checked.Invalid<InstallationSecret>(var violation)
        ? violation.message()
        : "none";
  }
}
