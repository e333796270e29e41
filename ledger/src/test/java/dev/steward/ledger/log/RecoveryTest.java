package dev.steward.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.journal.JournalScan;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.volume.SimulatedVolume;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no crash leaves is an error that names the file; nothing is overwritten. */
class RecoveryTest {

  private static final String JOURNAL = "journal/000000000001.journal";

  private final SimulatedVolume volume = new SimulatedVolume();
  private final Story story = new Story();
  private int signedEnd;

  /** Three entries that were signed for and two, in groups of their own, that weren't. */
  @BeforeEach
  void live() throws Exception {
    var log = Story.open(volume);
    log.publish();
    story.append(log, 3, 20);
    log.publish();
    signedEnd = end();
    story.append(log, 1, 20);
    story.append(log, 1, 20);
  }

  private byte[] journal() {
    return volume.read(JOURNAL).orElseThrow();
  }

  private int end() {
    var bytes = journal();
    var end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private long reopened() throws LedgerException, IOException {
    var log = Story.open(volume);
    log.publish();
    LogContents.entries(volume, Story.KEY.verifier());
    return log.size();
  }

  private void isRefused(String file) {
    var before = volume.files();
    assertThatThrownBy(() -> Story.open(volume))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(file)
        .hasMessageContaining("nothing was changed");
    assertThat(volume.files().keySet()).isEqualTo(before.keySet());
    before.forEach((name, bytes) -> assertThat(volume.files().get(name)).isEqualTo(bytes));
  }

  @Test
  void every_flipped_byte_up_to_the_signed_end_is_an_error() throws Exception {
    var whole = journal();
    for (var at = 0; at < signedEnd; at++) {
      var changed = whole.clone();
      changed[at] ^= 0x40;
      volume.put(JOURNAL, changed);
      isRefused("journal/");
    }
  }

  @Test
  void a_flipped_byte_behind_it_is_an_error_unless_it_is_in_the_last_group() throws Exception {
    var whole = journal();
    var last = lastFrame(whole);
    for (var at = signedEnd; at < last; at++) {
      var changed = whole.clone();
      changed[at] ^= 0x40;
      volume.put(JOURNAL, changed);
      isRefused("journal/");
    }
  }

  private int lastFrame(byte[] whole) {
    var scan = new JournalScan(whole);
    var begin = 0;
    for (var frame = scan.next(); frame.isPresent(); ) {
      var at = scan.position();
      frame = scan.next();
      begin = frame.isPresent() ? at : begin;
    }
    return begin;
  }

  @Test
  void a_torn_last_group_is_left_out_and_told() throws Exception {
    var changed = journal();
    changed[end() - 1] = 0;
    changed[end() - 2] ^= 1;
    volume.put(JOURNAL, changed);
    var found = Recovery.find(volume, Story.SETTINGS, Beside.NOTHING);
    assertThat(found.cut()).isPositive();
    assertThat(found.growth().size()).isEqualTo(4);
    assertThat(reopened()).isEqualTo(4);
  }

  @Test
  void a_journal_that_ends_before_the_signed_end_is_an_error() throws Exception {
    var changed = journal();
    for (var at = signedEnd - 1; at < changed.length; at++) {
      changed[at] = 0;
    }
    volume.put(JOURNAL, changed);
    isRefused("3 were signed for");
  }

  @Test
  void a_log_without_its_journal_is_an_error() throws Exception {
    volume.delete(JOURNAL);
    isRefused("journal");
  }

  @Test
  void a_checkpoint_of_another_key_is_an_error() throws Exception {
    var other = SignerKey.generate(Story.SETTINGS.origin());
    var settings = LogSettings.of(other).withJournalBytes(256 << 10);
    assertThatThrownBy(() -> Recovery.find(volume, settings, Beside.NOTHING))
        .hasMessageContaining("log/checkpoint");
  }

  @Test
  void a_former_key_may_have_signed_the_last_checkpoint() throws Exception {
    var next = SignerKey.generate(Story.SETTINGS.origin());
    var settings =
        new LogSettings(
            List.of(next),
            List.of(Story.KEY.verifier()),
            Story.SETTINGS.checkpointEvery(),
            Story.SETTINGS.journalBytes(),
            Optional.empty());
    var found = Recovery.find(volume, settings, Beside.NOTHING);
    var log = Recovery.goOn(volume, settings, Beside.NOTHING, found);
    log.publish();
    assertThat(LogContents.entries(volume, next.verifier())).hasSize(5);
  }

  @Test
  void a_flipped_byte_of_the_checkpoint_is_an_error() throws Exception {
    var checkpoint = volume.read("log/checkpoint").orElseThrow();
    for (var at = 0; at < checkpoint.length; at++) {
      var changed = checkpoint.clone();
      changed[at] ^= 1;
      volume.put("log/checkpoint", changed);
      assertThatThrownBy(() -> Story.open(volume))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("log/checkpoint");
    }
  }

  @Test
  void a_missing_checkpoint_is_made_again_while_the_journal_has_everything() throws Exception {
    volume.delete("log/checkpoint");
    assertThat(reopened()).isEqualTo(5);
  }

  @Test
  void a_missing_checkpoint_is_an_error_once_the_journal_begins_later() throws Exception {
    assertThat(reopened()).isEqualTo(5);
    volume.delete("log/checkpoint");
    isRefused("log/checkpoint");
  }

  @Test
  void a_missing_journal_in_the_middle_is_an_error() throws Exception {
    var more = new SimulatedVolume();
    var log = Story.open(more);
    log.publish();
    new Story().append(log, 3, 60_000);
    new Story().append(log, 3, 60_000);
    new Story().append(log, 3, 60_000);
    assertThat(more.list("journal")).hasSizeGreaterThan(2);
    more.delete("journal/000000000002.journal");
    assertThatThrownBy(() -> Story.open(more)).hasMessageContaining("000000000002.journal");
  }

  @Test
  void partial_files_that_a_power_cut_has_torn_are_made_again_or_go() throws Exception {
    var kept = volume.read("log/tile/entries/000.p/3").orElseThrow();
    volume.put("log/tile/0/000.p/3", new byte[7]);
    volume.put("log/tile/0/000.p/9", new byte[9 * 32]);
    assertThat(reopened()).isEqualTo(5);
    assertThat(volume.list("log/tile/0/000.p")).containsExactly("5");
    assertThat(volume.read("log/tile/entries/000.p/3")).hasValue(kept);
  }

  @Test
  void tiles_that_are_gone_are_an_error() throws Exception {
    var log = Story.open(volume);
    story.append(log, 300, 10);
    log.publish();
    assertThat(reopened()).isEqualTo(305);
    volume.delete("log/tile/0/000");
    isRefused("log/tile/0/000");
  }

  @Test
  void journals_of_another_log_are_an_error() throws Exception {
    var other = new SimulatedVolume();
    var log = Story.open(other);
    log.publish();
    new Story().append(log, 2, 30);
    log.publish();
    volume.put(JOURNAL, other.read(JOURNAL).orElseThrow());
    isRefused("journal/");
  }
}
