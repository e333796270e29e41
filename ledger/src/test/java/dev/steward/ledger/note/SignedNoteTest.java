package dev.steward.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.ledger.merkle.TreeHasher;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedNoteTest {

  private static final Origin ORIGIN = new Origin("steward.example/gateway-0");

  private static <T> T valid(Checked<T> checked) {
    return checked.orThrow(violation -> new IllegalStateException(violation.message()));
  }

  /** The first key of the documentation of Go's package golang.org/x/mod/sumdb/note. */
  private static final String PETER =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String PETERS_NOTE =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
      """;

  @Test
  void the_note_of_gos_own_documentation_is_verified() {
    var key = valid(VerifierKey.parse("key", PETER));
    var note = valid(SignedNote.parse("note", PETERS_NOTE));
    assertThat(note.isSignedBy(List.of(key))).isTrue();
    assertThat(note.note()).isEqualTo(PETERS_NOTE);
  }

  private static SignedCheckpoint checkpoint(SignerKey... keys) {
    return SignedCheckpoint.sign(
        new Checkpoint(ORIGIN, 3, new TreeHasher().leaf(new byte[] {1})), List.of(keys));
  }

  private static boolean accepted(String note, VerifierKey... keys) {
    return SignedCheckpoint.verify("checkpoint", note, List.of(keys))
        instanceof Checked.Valid<SignedCheckpoint>;
  }

  @Test
  void a_checkpoint_that_was_signed_is_read_back() {
    var key = SignerKey.generate(ORIGIN);
    var signed = checkpoint(key);
    var read =
        valid(SignedCheckpoint.verify("checkpoint", signed.note().note(), List.of(key.verifier())));
    assertThat(read.checkpoint()).isEqualTo(signed.checkpoint());
  }

  private static String encoded(VerifierKey key) {
    return key.text().split("\\+", 3)[2];
  }

  @Test
  void the_public_key_of_a_seed_is_that_of_rfc_8032() throws Exception {
    var hex = HexFormat.of();
    var seed = hex.parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    var key = SignerKey.ofSeed(seed, ORIGIN).verifier();
    assertThat(hex.formatHex(Base64.getDecoder().decode(encoded(key))))
        .isEqualTo("01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  }

  @Test
  void keys_below_one_secret_are_the_same_each_time_and_differ_by_name() {
    var secret = new byte[SignerKey.SECRET];
    var key = SignerKey.derive(secret, ORIGIN);
    assertThat(SignerKey.derive(secret, ORIGIN).text()).isEqualTo(key.text());
    var other = SignerKey.derive(secret, new Origin("steward.example/gateway-1"));
    assertThat(accepted(checkpoint(key).note().note(), key.verifier())).isTrue();
    assertThat(encoded(other.verifier())).isNotEqualTo(encoded(key.verifier()));
    // So that nobody's keys change with a release.
    assertThat(key.verifier().text())
        .isEqualTo(
            "steward.example/gateway-0+8adced23+ARMxLRNFQoj7vAl+3H1qF1sR0FSCgK2fCabCPztjbNs+");
  }

  @Test
  void every_flipped_byte_of_a_checkpoint_is_noticed() {
    var key = SignerKey.generate(ORIGIN);
    var bytes = checkpoint(key).note().note().getBytes(StandardCharsets.UTF_8);
    for (var at = 0; at < bytes.length; at++) {
      for (var bit = 0; bit < 8; bit++) {
        var changed = bytes.clone();
        changed[at] ^= (byte) (1 << bit);
        var note = new String(changed, StandardCharsets.UTF_8);
        assertThat(accepted(note, key.verifier())).as("byte %d bit %d", at, bit).isFalse();
      }
    }
  }

  @Test
  void while_a_key_is_replaced_the_old_and_the_new_one_verify() {
    var old = SignerKey.generate(ORIGIN);
    var next = SignerKey.generate(ORIGIN);
    var note = checkpoint(old, next).note().note();
    assertThat(accepted(note, old.verifier())).isTrue();
    assertThat(accepted(note, next.verifier())).isTrue();
    assertThat(accepted(note, old.verifier(), next.verifier())).isTrue();
  }

  @Test
  void a_key_that_did_not_sign_verifies_nothing() {
    var note = checkpoint(SignerKey.generate(ORIGIN)).note().note();
    assertThat(accepted(note, SignerKey.generate(ORIGIN).verifier())).isFalse();
    assertThat(accepted(note)).isFalse();
  }

  @Test
  void a_wrong_signature_of_a_known_key_spoils_the_right_ones() {
    var key = SignerKey.generate(ORIGIN);
    var good = checkpoint(key).note();
    var forged = new NoteSignature(ORIGIN, key.verifier().id(), new byte[64]);
    var both = new SignedNote(good.text(), List.of(good.signatures().getFirst(), forged));
    assertThat(accepted(both.note(), key.verifier())).isFalse();
  }

  @Test
  void another_logs_key_does_not_sign_for_this_one() {
    var other = SignerKey.generate(new Origin("steward.example/gateway-1"));
    assertThat(accepted(checkpoint(other).note().note(), other.verifier())).isFalse();
  }

  @Test
  void keys_are_read_back_from_their_text() {
    var key = SignerKey.generate(ORIGIN);
    assertThat(valid(SignerKey.parse("key", key.text())).text()).isEqualTo(key.text());
    assertThat(valid(VerifierKey.parse("key", key.verifier().text()))).isEqualTo(key.verifier());
    assertThat(key.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void a_secret_key_with_another_ones_public_half_is_refused() {
    var one = SignerKey.generate(ORIGIN).text().lines().toList();
    var two = SignerKey.generate(ORIGIN).text().lines().toList();
    assertThat(SignerKey.parse("key", one.get(0) + "\n" + two.get(1)))
        .isInstanceOf(Checked.Invalid.class);
  }

  @Test
  void rubbish_is_no_key_and_no_note() {
    for (var text : List.of("", "\n\n", "a+b+c", "— a b\n", "x\n\n— a !!\n", PETER + "=")) {
      assertThat(VerifierKey.parse("key", text)).isInstanceOf(Checked.Invalid.class);
      assertThat(SignerKey.parse("key", text)).isInstanceOf(Checked.Invalid.class);
      assertThat(SignedNote.parse("note", text)).isInstanceOf(Checked.Invalid.class);
    }
  }
}
