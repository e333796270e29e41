package dev.steward.gateway.task;

import java.util.Map;

/** Where those who hold tasks give their signs of life. */
public interface Roster {

  /** Gives a sign, other than the last one. */
  void sign(String holder) throws BoardException;

  /** The sign of each who has one. */
  Map<String, String> signs() throws BoardException;

  /** Removes a holder's sign: it holds nothing any more. */
  void strike(String holder) throws BoardException;
}
