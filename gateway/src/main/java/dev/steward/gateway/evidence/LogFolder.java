package dev.steward.gateway.evidence;

import dev.steward.core.check.Checked;
import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.EvidenceSettings;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keys.InstallationSecret;
import dev.steward.ledger.log.LogSettings;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.SignerKey;
import dev.steward.sinks.setup.SealingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Where a gateway's log lies, and its keys. They are read anew whenever the log is opened: a Secret
 * that was missing may be there by then.
 *
 * @param log the folder of the log
 * @param secret the folder with the installation's secret, one file a text
 * @param gateway whose log it is
 * @param witnessed what the log must contain
 * @param sealing where its files may go on to
 */
record LogFolder(
    Path log,
    Path secret,
    String gateway,
    Witnessed witnessed,
    InstantSource clock,
    Optional<SealingSettings> sealing)
    implements LogKeeper.Opening {

  /** Larger than any text of a secret. */
  private static final int LARGEST_TEXT = 4096;

  @Override
  public EvidenceLog open() throws LedgerException {
    var keys = keys();
    var settings = settings(keys.signer(gateway));
    var stays = new EvidenceSettings(settings, keys.root(), clock);
    return EvidenceLog.open(
        log, sealing.isEmpty() ? stays : stays.with(sealing.get().depot(settings.origin())));
  }

  /** The installation's keys as they are now. */
  InstallationSecret keys() throws LedgerException {
    return switch (InstallationSecret.parse(secret.toString(), this::text)) {
      case Checked.Invalid<InstallationSecret>(var violation) ->
          throw new LedgerException(violation);
      case Checked.Valid<InstallationSecret>(var keys) -> keys;
    };
  }

  private LogSettings settings(SignerKey signer) throws LedgerException {
    try {
      var note = witnessed.read(gateway);
      return note.isEmpty()
          ? LogSettings.of(signer)
          : settings(
              signer,
              SignedCheckpoint.verify(
                  "the witnessed checkpoint", note.get(), List.of(signer.verifier())));
    } catch (IOException e) {
      throw LedgerException.of(
          log.toString(),
          "what was witnessed of it can't be read: " + e.getMessage(),
          "it is opened when that can be compared");
    }
  }

  private static LogSettings settings(SignerKey signer, Checked<SignedCheckpoint> witnessed)
      throws LedgerException {
    return switch (witnessed) {
      case Checked.Valid<SignedCheckpoint>(var checkpoint) ->
          LogSettings.of(signer).withWitnessed(checkpoint);
      case Checked.Invalid<SignedCheckpoint>(var violation) -> throw new LedgerException(violation);
    };
  }

  private Optional<String> text(String name) {
    try {
      var file = secret.resolve(name);
      return Files.size(file) <= LARGEST_TEXT
          ? Optional.of(Files.readString(file))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public Room room() throws IOException {
    var store = Files.getFileStore(log);
    return Room.of(store.getTotalSpace(), store.getUnallocatedSpace(), store.getUsableSpace());
  }
}
