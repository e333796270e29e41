package dev.steward.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, as its jar's manifest says. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"steward " + number()};
  }

  /** The version, or a word that says there is no jar. */
  static String number() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }
}
