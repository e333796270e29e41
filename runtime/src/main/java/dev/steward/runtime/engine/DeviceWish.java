package dev.steward.runtime.engine;

import dev.steward.core.check.Checked;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where a process is told to compute. */
public enum DeviceWish {
  /** On a GPU where that is possible, else on the CPU. */
  AUTO("Auto"),
  /** On a GPU; a start that can't fails. */
  GPU("Gpu"),
  /** On the CPU, whatever else is there. */
  CPU("Cpu");

  private final String text;

  DeviceWish(String text) {
    this.text = text;
  }

  /** As it is written. */
  public String text() {
    return text;
  }

  /**
   * Reads what {@link #text} has written.
   *
   * @param field where it stands, for the message
   */
  public static Checked<DeviceWish> read(String field, String text) {
    return Arrays.stream(values())
        .filter(wish -> wish.text.equals(text))
        .findFirst()
        .map(Checked::valid)
        .orElseGet(() ->
            Checked.invalid(
                field,
                "\"" + text + "\" is nothing to compute on",
                "use "
                    + Arrays.stream(values())
                        .map(DeviceWish::text)
                        .collect(Collectors.joining(", "))));
  }
}
