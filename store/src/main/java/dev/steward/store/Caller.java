package dev.steward.store;

import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Who asks a server for files. What it says of itself goes to the server that is asked, and to none
 * that this one redirects to.
 */
interface Caller {

  /** One who says nothing of itself. */
  Caller ANYBODY =
      new Caller() {
        @Override
        public Optional<String> authorization() {
          return Optional.empty();
        }

        @Override
        public boolean identified(List<String> challenges) {
          return false;
        }
      };

  /** The Authorization header of its next request. */
  Optional<String> authorization();

  /**
   * Whether it can now say more than in the request that was answered with 401.
   *
   * @param challenges the answer's WWW-Authenticate headers
   * @throws LoadException when that can't be found out, and never will
   */
  boolean identified(List<String> challenges)
      throws LoadException, IOException, InterruptedException;

  /** One who shows the same to everybody, such as {@code Bearer TOKEN}. */
  static Caller showing(String header) {
    return new Caller() {
      @Override
      public Optional<String> authorization() {
        return Optional.of(header);
      }

      @Override
      public boolean identified(List<String> challenges) {
        return false;
      }
    };
  }
}
