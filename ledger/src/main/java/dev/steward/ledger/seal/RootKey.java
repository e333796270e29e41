package dev.steward.ledger.seal;

import java.security.GeneralSecurityException;

/** Wraps the keys of buckets. It may be a service: calls are few, one for each bucket. */
public interface RootKey {

  /** Names the key, without telling it; it stands beside what it wrapped. */
  String id();

  /**
   * Encrypts a key.
   *
   * @param context what the key is for; it must be given again
   */
  byte[] wrap(byte[] key, String context) throws GeneralSecurityException;

  /** The key again; fails if it was wrapped by another root key or for another context. */
  byte[] unwrap(byte[] wrapped, String context) throws GeneralSecurityException;
}
