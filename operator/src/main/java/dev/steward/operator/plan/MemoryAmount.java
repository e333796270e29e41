package dev.steward.operator.plan;

import dev.steward.core.check.Checked;
import java.util.Map;

/** Amounts of memory like {@code 20Gi}, which the schema holds to Mi, Gi and Ti. */
final class MemoryAmount {

  private MemoryAmount() {}

  /** Whole MiB; invalid where it is no such amount. */
  static Checked<Long> mebibytes(String field, String amount) {
    var unit = amount.substring(Math.max(0, amount.length() - 2));
    var digits = amount.substring(0, amount.length() - unit.length());
    var factor = Map.of("Mi", 1L, "Gi", 1024L, "Ti", 1024L * 1024L).get(unit);
    return factor == null || !digits.matches("[1-9][0-9]{0,7}")
        ? Checked.invalid(
            field, "\"" + amount + "\" is no amount of memory", "write it like 20Gi or 16384Mi")
        : Checked.valid(Long.parseLong(digits) * factor);
  }
}
