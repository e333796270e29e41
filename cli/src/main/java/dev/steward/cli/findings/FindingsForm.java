package dev.steward.cli.findings;

import java.util.List;

/** A form in which findings are printed. */
public enum FindingsForm {
  /** A line each. */
  TEXT,
  /** One JSON object of our own. */
  JSON,
  /** SARIF 2.1.0, for code hosts and editors. */
  SARIF;

  /**
   * What is printed.
   *
   * @param version of this program
   */
  public List<String> lines(Findings findings, String version) {
    return switch (this) {
      case TEXT -> findings.all().stream().map(Found::line).toList();
      case JSON -> List.of(FindingsJson.of(findings).toPrettyString());
      case SARIF -> List.of(FindingsSarif.of(findings, version).toPrettyString());
    };
  }
}
