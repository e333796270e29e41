package dev.steward.gateway.evidence;

import dev.steward.ledger.Purge;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.retain.Clocks;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Looks once after the log of a gateway that was scaled away: what is due in it is destroyed, with
 * receipts signed by that log's own key. The gateway may come back meanwhile: the volume's lock
 * lets one of them in, and the other waits.
 */
public sealed interface Adoption {

  /** What was due is gone, with a receipt for each of so many buckets. */
  record Done(int destroyed) implements Adoption {}

  /** Something due may still be there; it is to be tried again. */
  record NotDone(String why) implements Adoption {}

  /**
   * Opens the log as its gateway would, destroys what is due, and closes it.
   *
   * @param gateway whose log it was
   * @param clock this machine's
   * @param other a second clock, without whose word nothing is destroyed
   * @param witnessed what somebody else remembers of it
   */
  static Adoption of(
      Evidence.Place place,
      String gateway,
      InstantSource clock,
      OtherClock other,
      Witnessed witnessed) {
    var folder =
        new LogFolder(place.log(), place.secret(), gateway, witnessed, clock, place.sealing());
    try (var log = folder.open()) {
      return switch (log.purge(new Clocks(clock.instant(), other.read()), Optional.empty())) {
        case Purge.Refused(var violation) -> new NotDone(violation.message());
        case Purge.Done(var purged, var unfinished) ->
            unfinished.isEmpty()
                ? new Done(purged.size())
                : new NotDone("a receipt waits: " + unfinished.getFirst().why());
      };
    } catch (LedgerException | IOException e) {
      return new NotDone(String.valueOf(e.getMessage()));
    }
  }
}
