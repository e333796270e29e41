package dev.steward.core.runtime;

import static java.util.Objects.requireNonNull;

import dev.steward.core.measure.Bytes;
import java.util.Arrays;
import java.util.Optional;

/**
 * Says that an address leads to a repository of models, each loaded when it is asked for.
 *
 * @param memory what loaded models may take together, at least {@link #LEAST_MEMORY}
 * @param control who may load and unload models by hand
 */
public record RepositoryConfig(Bytes memory, Control control) {

  /** 1 MiB. */
  public static final Bytes LEAST_MEMORY = new Bytes(1 << 20);

  /** 64 TiB. */
  public static final Bytes MOST_MEMORY = new Bytes(64L << 40);

  /** Who may load and unload models by hand. */
  public enum Control {
    /** Nobody: models come and go by what is asked. */
    NOBODY("Nobody"),
    /** Whoever may ask models. */
    CLIENTS("Clients");

    private final String text;

    Control(String text) {
      this.text = text;
    }

    /** As it stands in resources and configurations. */
    public String text() {
      return text;
    }

    /** The one that {@code text} stands for. */
    public static Optional<Control> parse(String text) {
      return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
  }

  public RepositoryConfig {
    requireNonNull(control, "control");
    if (memory.compareTo(LEAST_MEMORY) < 0 || memory.compareTo(MOST_MEMORY) > 0) {
      throw new IllegalArgumentException("models may take 1 MiB to 64 TiB: " + memory.text());
    }
  }
}
