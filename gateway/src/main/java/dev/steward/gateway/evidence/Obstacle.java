package dev.steward.gateway.evidence;

import dev.steward.ledger.record.Word;

/** Why no record can be written. */
enum Obstacle {
  /** The log isn't open: it is being opened, or that fails. */
  CLOSED("log-closed", "the evidence log isn't open"),
  /** The volume has too little room. */
  FULL("volume-full", "the volume of the evidence log is full"),
  /** The volume has taken too long. */
  STALLED("volume-stalled", "the volume of the evidence log doesn't answer"),
  /** Too many records wait to be durable. */
  CROWDED("too-many-waiting", "too many records wait for the volume of the evidence log"),
  /** The log refused one record. */
  FAILED("write-failed", "the evidence log took no record");

  private final String word;
  private final String text;

  Obstacle(String word, String text) {
    this.word = word;
    this.text = text;
  }

  /** As it stands in the record of a gap. */
  Word word() {
    return new Word(word);
  }

  /** For people. */
  String text() {
    return text;
  }
}
