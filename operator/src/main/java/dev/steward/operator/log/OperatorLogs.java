package dev.steward.operator.log;

import dev.steward.logs.JsonLogs;
import java.util.Map;
import org.slf4j.event.Level;

/** What an operator's log has of the libraries in it. */
public final class OperatorLogs {

  /**
   * Told by us, or of no use: what is tried again, which reconciler is configured, that v1alpha1 is
   * alpha.
   */
  private static final Map<String, Level> QUIETER =
      Map.of(
          "io.fabric8",
          Level.WARN,
          "io.javaoperatorsdk",
          Level.WARN,
          "io.javaoperatorsdk.operator.processing.event.EventProcessor",
          Level.ERROR,
          "Default ConfigurationService implementation",
          Level.WARN,
          "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils",
          Level.ERROR);

  private OperatorLogs() {}

  /** From now on the process logs a JSON object a line, at INFO and above. */
  public static void toStandardOutput() {
    JsonLogs.toStandardOutput(QUIETER);
  }
}
