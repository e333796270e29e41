package dev.steward.core.policy;

import static dev.steward.core.policy.Signers.certified;
import static dev.steward.core.policy.Signers.key;
import static dev.steward.core.policy.Signers.keyless;
import static dev.steward.core.policy.Signers.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.model.SignerFields;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AllowedSignersTest {

  private static boolean isNobody(AllowedSigners... all) {
    return Arrays.stream(all).reduce(AllowedSigners.ANYBODY, AllowedSigners::meet).isNobody();
  }

  @Test
  void a_root_is_known_by_its_bytes_but_for_blanks_around_them() {
    assertThat(key("k\n")).isEqualTo(key("k"));
    assertThat(key("k").root())
        .isEqualTo("publicKey:8254c329a92850f6d539dd376f4816ee2764517da5e0235514af433164480d7a");
    assertThat(
            Stream.of(
                    key("a"),
                    certified("a", "b"),
                    certified("a", "c"),
                    certified("a b", "c"),
                    keyless("a", "b", "c"),
                    keyless("a", "c", "b"),
                    keyless("a", "b", "c*"),
                    keyless("a", "b,identity=c", "d"),
                    keyless("a", "b", "c,identity=d"))
                .map(AllowedSigner::word))
        .doesNotHaveDuplicates()
        .allMatch(word -> !word.contains(" "));
  }

  @Test
  void people_are_told_who_it_is() {
    assertThat(key("k").text()).isEqualTo("publicKey sha256:8254c329a928");
    assertThat(certified("k", "CN=Models,O=Acme").text())
        .isEqualTo("identity \"CN=Models,O=Acme\" by certificateAuthority sha256:8254c329a928");
    assertThat(keyless("k", "https://issuer.example", "*@acme.example").text())
        .isEqualTo(
            "identityPattern \"*@acme.example\" of https://issuer.example by trustedRoot"
                + " sha256:8254c329a928");
  }

  @Test
  void who_is_known_by_nothing_is_nobody_s_signer() {
    var nobody =
        new SignerFields(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("me"),
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> AllowedSigner.of(nobody)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_a_list_who_is_of_another_s_form_is_dropped() {
    assertThat(only(keyless("ci@a"), keyless("*@a"), keyless("*@b"), keyless("*@b")))
        .isEqualTo(only(keyless("*@b"), keyless("*@a")));
    assertThat(
            only(keyless("ci@a"), keyless("other", "issuer", "*@a")).lists().getFirst().signers())
        .hasSize(2);
  }

  @Test
  void a_list_that_another_implies_is_dropped_and_others_stay() {
    var wide = only(key("1"), key("2"), keyless("*@a"));
    assertThat(wide.meet(only(key("1")))).isEqualTo(only(key("1")));
    assertThat(only(keyless("ci@a")).meet(wide)).isEqualTo(only(keyless("ci@a")));
    assertThat(wide.meet(AllowedSigners.ANYBODY)).isEqualTo(wide);
    assertThat(only(keyless("*@a")).meet(only(keyless("ci@*"))).lists()).hasSize(2);
  }

  @Test
  void anybody_is_not_nobody_and_an_empty_list_is() {
    assertThat(AllowedSigners.ANYBODY.isNobody()).isFalse();
    assertThat(only().isNobody()).isTrue();
    assertThat(only(key("1")).isNobody()).isFalse();
  }

  @Test
  void keys_and_names_that_no_list_shares_are_nobody() {
    assertThat(isNobody(only(key("1"), key("2")), only(key("2"), key("3")))).isFalse();
    assertThat(isNobody(only(key("1")), only(key("2")))).isTrue();
    assertThat(
            isNobody(only(key("1"), key("2")), only(key("2"), key("3")), only(key("3"), key("1"))))
        .isTrue();
    assertThat(isNobody(only(certified("a", "me")), only(certified("b", "me")))).isTrue();
    assertThat(isNobody(only(key("a")), only(certified("a", "me")))).isTrue();
  }

  @Test
  void a_name_is_shared_by_the_forms_that_it_is_of() {
    assertThat(isNobody(only(keyless("*@a")), only(keyless("ci@a")))).isFalse();
    assertThat(isNobody(only(keyless("*@a")), only(keyless("ci@b")))).isTrue();
    assertThat(isNobody(only(keyless("*@a")), only(keyless("ci@a")), only(keyless("me@a"))))
        .isTrue();
    assertThat(isNobody(only(keyless("*@a")), only(keyless("r", "issuer", "ci@a")))).isTrue();
    assertThat(isNobody(only(keyless("*@a")), only(keyless("root", "i", "ci@a")))).isTrue();
  }

  @Test
  void forms_share_a_name_that_neither_states() {
    assertThat(isNobody(only(keyless("*@a")), only(keyless("ci@*")))).isFalse();
    assertThat(isNobody(only(keyless("*@a")), only(keyless("*@b")))).isTrue();
    assertThat(isNobody(only(keyless("*@a")), only(keyless("r", "issuer", "*@a")))).isTrue();
  }

  @Test
  void as_many_policies_as_there_are_leave_as_many_lists() {
    var all =
        Stream.iterate(0, i -> i < 40, i -> i + 1)
            .map(i ->
                AllowedSigners.only(
                    Stream.iterate(0, j -> j < 8, j -> j + 1)
                        .map(j -> keyless("a*b%d*c%d*".formatted(i, j)))
                        .toList()))
            .reduce(AllowedSigners.ANYBODY, AllowedSigners::meet);
    assertThat(all.lists()).hasSize(40);
    assertThat(all.isNobody()).isFalse();
  }
}
