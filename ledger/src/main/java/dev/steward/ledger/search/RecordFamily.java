package dev.steward.ledger.search;

import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whatever belongs to a task, or to a request that was cut, by the parents that starts name.
 *
 * <p>Example: a task {@code T} was made by request {@code A}, its item {@code B} was cut into
 * {@code C} and {@code D}, and {@code E} read its results. Starts in the log: {@code A}; {@code T}
 * with parent {@code A}; {@code B} with parent {@code T}; {@code C} and {@code D} with parent
 * {@code B}; {@code E} with parent {@code T}. The family of {@code T} is all of them.
 *
 * <p>One walk over the starts finds it, for a part is recorded after what it is a part of, under
 * the same retention.
 */
public final class RecordFamily {

  /** Requests of one family at most: a task has a million items, and some are asked for again. */
  static final int MOST = 2_000_000;

  private final RecordId head;
  private final int most;
  private final Set<RecordId> members = new HashSet<>();

  /** What the head is a part of; of that no other part is in the family. */
  private Optional<RecordId> maker = Optional.empty();

  private RecordFamily(RecordId head, int most) {
    this.head = head;
    this.most = most;
    members.add(head);
  }

  /**
   * The family in a log.
   *
   * @param head whose parts are wanted: a task's uid, or a request
   * @param from first day of starts, in UTC
   * @param to last day, in UTC
   * @throws LedgerException if a record can't be read, or there are more than can be told apart
   */
  public static RecordFamily find(
      VolumeReader volume, RootKey root, RecordId head, LocalDate from, LocalDate to)
      throws LedgerException, IOException {
    return find(volume, root, head, from, to, MOST);
  }

  static RecordFamily find(
      VolumeReader volume, RootKey root, RecordId head, LocalDate from, LocalDate to, int most)
      throws LedgerException, IOException {
    var family = new RecordFamily(head, most);
    var _ = RecordSearch.find(volume, root, from, to, family::isOneMore, 1);
    if (family.members.size() > most) {
      throw LedgerException.of(
          volume.place(),
          "more than %d requests belong to %s on these days".formatted(most, head),
          "ask for fewer days at once");
    }
    return family;
  }

  /** Takes in what belongs to it. True, which ends the walk over a file, if there are too many. */
  private boolean isOneMore(EvidenceRecord record) {
    if (record instanceof RequestStart start && start.parent().isPresent()) {
      var parent = start.parent().get();
      if (start.id().equals(head)) {
        maker = Optional.of(parent);
      } else if (members.contains(parent)) {
        members.add(start.id());
      }
    }
    return members.size() > most;
  }

  /** Whether it is about one of them. */
  public boolean has(EvidenceRecord record) {
    return members.contains(record.id()) || maker.equals(Optional.of(record.id()));
  }
}
