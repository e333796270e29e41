package dev.steward.ledger.merkle;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The two hashes of RFC 6962, section 2.1: {@code SHA-256(0x00 || entry)} and {@code SHA-256(0x01
 * || left || right)}. The prefixes keep an inner node from being passed off as a leaf.
 *
 * <p>Keeps its digest, so that a million of them cost a million compressions and nothing else; for
 * one thread at a time.
 */
public final class TreeHasher {

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest digest = sha256();

  /** The JDK's SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The root of the tree without leaves: the hash of nothing. */
  public static Hash emptyRoot() {
    return Hash.of(sha256().digest());
  }

  /** Of one entry. */
  public Hash leaf(byte[] entry) {
    var hash = new byte[Hash.SIZE];
    leaf(entry, 0, entry.length, hash, 0);
    return Hash.of(hash);
  }

  /** Of one entry that stands in a larger array, written to {@code target}. */
  public void leaf(byte[] source, int offset, int length, byte[] target, int at) {
    digest.update(LEAF);
    digest.update(source, offset, length);
    finish(target, at);
  }

  /** Of two nodes. */
  public Hash node(Hash left, Hash right) {
    var both = new byte[2 * Hash.SIZE];
    left.copyTo(both, 0);
    right.copyTo(both, Hash.SIZE);
    node(both, 0, both, 0);
    return Hash.at(both, 0);
  }

  /** Of the two that stand side by side at {@code offset}; the target may be the same place. */
  public void node(byte[] pair, int offset, byte[] target, int at) {
    digest.update(NODE);
    digest.update(pair, offset, 2 * Hash.SIZE);
    finish(target, at);
  }

  /**
   * The root of a perfect tree.
   *
   * @param hashes its lowest hashes, side by side from {@code offset}
   * @param count how many: a power of two
   */
  public Hash fold(byte[] hashes, int offset, int count) {
    var row = new byte[count * Hash.SIZE];
    System.arraycopy(hashes, offset, row, 0, row.length);
    for (var width = count; width > 1; width /= 2) {
      for (var pair = 0; pair < width / 2; pair++) {
        node(row, pair * 2 * Hash.SIZE, row, pair * Hash.SIZE);
      }
    }
    return Hash.at(row, 0);
  }

  private void finish(byte[] target, int at) {
    try {
      digest.digest(target, at, Hash.SIZE);
    } catch (DigestException e) {
      throw new IllegalArgumentException("no room for a hash", e);
    }
  }
}
