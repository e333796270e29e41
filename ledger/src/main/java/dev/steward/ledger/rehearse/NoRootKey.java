package dev.steward.ledger.rehearse;

import dev.steward.ledger.seal.BucketKey;
import dev.steward.ledger.seal.RootKey;
import java.security.GeneralSecurityException;

/**
 * Stands in for a root key that isn't at hand, where nothing is encrypted or read.
 *
 * @param id of the root key it stands in for
 */
record NoRootKey(String id) implements RootKey {

  @Override
  public byte[] wrap(byte[] key, String context) throws GeneralSecurityException {
    throw new GeneralSecurityException("no root key is at hand");
  }

  /** No key: nothing is opened with it. */
  @Override
  public byte[] unwrap(byte[] wrapped, String context) {
    return new byte[BucketKey.SIZE];
  }
}
