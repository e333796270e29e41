package dev.steward.core.task;

import dev.steward.core.check.Checked;
import java.util.regex.Pattern;

/** How many of a task's items may fail before the task has. */
public sealed interface FailureBudget {

  /** A tenth of them. */
  FailureBudget DEFAULT = new Share(10);

  /** How many of {@code items} may fail. */
  long allowed(long items);

  /** As it is written: {@code 5} or {@code 1%}. */
  String text();

  /** So many. */
  record Count(long items) implements FailureBudget {
    public Count {
      if (items < 0) {
        throw new IllegalArgumentException("a negative budget: " + items);
      }
    }

    @Override
    public long allowed(long of) {
      return items;
    }

    @Override
    public String text() {
      return Long.toString(items);
    }
  }

  /** So many of a hundred, rounded up: 1 % of 250 items are 3. */
  record Share(int percent) implements FailureBudget {
    public Share {
      if (percent < 0 || percent > 100) {
        throw new IllegalArgumentException("no share: " + percent + "%");
      }
    }

    @Override
    public long allowed(long items) {
      return Math.ceilDiv(items * percent, 100L);
    }

    @Override
    public String text() {
      return percent + "%";
    }
  }

  /** Reads the budget that stands in {@code field}. */
  static Checked<FailureBudget> parse(String field, String text) {
    var count = Pattern.compile("\\d{1,9}").matcher(text);
    if (count.matches()) {
      return Checked.valid(new Count(Long.parseLong(text)));
    }
    var share = Pattern.compile("(\\d{1,2}|100)%").matcher(text);
    return share.matches()
        ? Checked.valid(new Share(Integer.parseInt(share.group(1))))
        : Checked.invalid(
            field,
            "\"" + text + "\" is neither a count nor a share",
            "write it like 5 or 1%, from 0% to 100%");
  }
}
