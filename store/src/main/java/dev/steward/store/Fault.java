package dev.steward.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** A fault of the file system or the network, in a user's words. */
final class Fault {

  private Fault() {}

  /** What happened, in a few words, without a class name where there is a message. */
  static String told(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case NoSuchFileException missing -> "no file " + missing.getFile();
      default -> e.getMessage() == null ? words(e.getClass().getSimpleName()) : e.getMessage();
    };
  }

  /** {@code HttpTimeoutException} as {@code http timeout}. */
  private static String words(String className) {
    return className
        .replaceFirst("Exception$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
