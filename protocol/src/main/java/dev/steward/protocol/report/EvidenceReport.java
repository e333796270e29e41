package dev.steward.protocol.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How it stands with a gateway's evidence log.
 *
 * @param gateway the pod's name, at most {@value LoadReport#LONGEST_NAME} characters
 * @param state whether requests can be recorded
 * @param detail for people, at most {@value #LONGEST_DETAIL} characters; empty if all is well
 * @param late what is behind the log by more than an hour
 * @param claim what the log is by now, where that isn't known to be witnessed
 */
public record EvidenceReport(
    String gateway, State state, String detail, Set<Late> late, Optional<Claim> claim) {
  public static final int LONGEST_DETAIL = 1000;

  /** Whether requests can be recorded. */
  public enum State {
    /** They can. */
    RECORDING,
    /** They can, and the volume is filled more than 70 percent. */
    FILLING,
    /** They can, and the volume is filled more than 85 percent. */
    NEARLY_FULL,
    /** They can't. */
    FAILING;

    /** Whether they can. */
    public boolean records() {
      return this != FAILING;
    }
  }

  /** What goes on behind the log, and may be too far behind. */
  public enum Late {
    /** A sink hasn't got what was recorded an hour ago. */
    SINK,
    /** Files that should have left the volume an hour ago are there. */
    SEALING
  }

  /** Nothing is late. */
  public EvidenceReport(String gateway, State state, String detail, Optional<Claim> claim) {
    this(gateway, state, detail, Set.of(), claim);
  }

  public EvidenceReport {
    late = Set.copyOf(late);
    if (gateway.isEmpty() || gateway.length() > LoadReport.LONGEST_NAME) {
      throw new IllegalArgumentException("a gateway has a name of at most 253 characters");
    }
    if (detail.length() > LONGEST_DETAIL) {
      throw new IllegalArgumentException("a detail of %d characters".formatted(detail.length()));
    }
  }

  /**
   * A checkpoint, and that the log grew to it from an earlier one.
   *
   * @param note the signed checkpoint, at most {@value #LONGEST_NOTE} characters
   * @param from the size that the proof is from; 0 with an empty proof if none is known
   * @param proof hashes in base64, of RFC 6962, section 2.1.2; at most {@value #LONGEST_PROOF}
   */
  public record Claim(String note, long from, List<String> proof) {
    public static final int LONGEST_NOTE = 4000;
    public static final int LONGEST_PROOF = 64;

    public Claim {
      proof = List.copyOf(proof);
      if (note.length() > LONGEST_NOTE || proof.size() > LONGEST_PROOF || from < 0) {
        throw new IllegalArgumentException("no claim is so large");
      }
    }
  }
}
