package dev.steward.operator.trust;

import dev.steward.core.check.Checked;
import java.util.List;

/**
 * Which of cert-manager's issuers signs.
 *
 * @param kind {@code ClusterIssuer} or {@code Issuer}, or one of another group
 * @param group {@code cert-manager.io} for cert-manager's own
 */
public record IssuerReference(String name, String kind, String group) {

  /** Reads {@code NAME KIND GROUP}, as the chart writes it. */
  public static Checked<IssuerReference> parse(String field, String text) {
    var words = List.of(text.strip().split(" +", -1));
    if (words.size() != 3 || words.contains("")) {
      return Checked.invalid(
          field,
          "\"" + text + "\" names no issuer",
          "write it like: steward ClusterIssuer cert-manager.io");
    }
    return Checked.valid(new IssuerReference(words.get(0), words.get(1), words.get(2)));
  }
}
