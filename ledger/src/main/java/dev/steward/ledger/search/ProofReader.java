package dev.steward.ledger.search;

import dev.steward.core.check.Checked;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.VerifierKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks proofs as {@link InclusionProof#text} writes them, one after another, with public keys and
 * nothing else: the form is C2SP's tlog-proof, with an entry as its extra data.
 */
public final class ProofReader {

  private static final String HEADER = InclusionProof.HEADER + "\n";
  private static final Pattern START = Pattern.compile("(?m)^" + Pattern.quote(HEADER));
  private static final Pattern PLACE =
      Pattern.compile("extra (\\S+)\nindex (0|[1-9][0-9]{0,17})(?=\n|\\z)");
  private static final String REMEDY =
      "use what steward audit prove printed, all of it and nothing else";

  private ProofReader() {}

  /**
   * Reads and checks the proofs of a text that stands in {@code field}.
   *
   * @return at least one, each of which holds; or what is wrong with the first that doesn't
   */
  public static Checked<List<InclusionProof>> read(
      String field, String text, List<VerifierKey> keys) {
    var proofs = new ArrayList<InclusionProof>();
    var parts = START.split(text, -1);
    if (parts.length < 2 || !parts[0].isEmpty()) {
      return Checked.invalid(field, "it is no proof", REMEDY);
    }
    for (var i = 1; i < parts.length; i++) {
      switch (one("%s, proof %d".formatted(field, i), parts[i], keys)) {
        case Checked.Invalid<InclusionProof>(var violation) -> {
          return new Checked.Invalid<>(violation);
        }
        case Checked.Valid<InclusionProof>(var proof) -> proofs.add(proof);
      }
    }
    return Checked.valid(List.copyOf(proofs));
  }

  private static Checked<InclusionProof> one(String field, String text, List<VerifierKey> keys) {
    var split = text.indexOf("\n\n");
    if (split < 0) {
      return Checked.invalid(field, "it isn't whole", REMEDY);
    }
    return switch (SignedCheckpoint.verify(field, text.substring(split + 2), keys)) {
      case Checked.Invalid<SignedCheckpoint>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<SignedCheckpoint>(var signed) ->
          claimed(text.substring(0, split), signed)
              .map(proof ->
                  proof.holds()
                      ? Checked.valid(proof)
                      : Checked.<InclusionProof>invalid(
                          field,
                          "its entry isn't part of what was signed",
                          "don't believe it; ask for another"))
              .orElseGet(() -> Checked.invalid(field, "it isn't as a proof is written", REMEDY));
    };
  }

  /** What a proof says before its checkpoint: the entry, its place, the path. */
  private static Optional<InclusionProof> claimed(String head, SignedCheckpoint signed) {
    var place = PLACE.matcher(head);
    if (!place.lookingAt()) {
      return Optional.empty();
    }
    var path = new ArrayList<Hash>();
    for (var line : head.substring(place.end()).lines().skip(1).toList()) {
      var hash = Hash.parse(line);
      if (hash.isEmpty()) {
        return Optional.empty();
      }
      path.add(hash.get());
    }
    var index = Long.parseLong(place.group(2));
    return entry(place.group(1)).map(entry -> new InclusionProof(entry, index, path, signed));
  }

  /** Only one base 64 of some bytes is right, so that no byte of a proof is without meaning. */
  private static Optional<Entry> entry(String base64) {
    try {
      var bytes = Base64.getDecoder().decode(base64);
      return Base64.getEncoder().encodeToString(bytes).equals(base64)
          ? Entry.read(bytes)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
