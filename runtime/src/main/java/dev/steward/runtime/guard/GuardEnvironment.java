package dev.steward.runtime.guard;

import dev.steward.core.check.Checked;
import java.nio.file.Path;
import java.util.Map;

/** A guard's settings as the operator gives them, {@code docs/contracts.md}. */
public final class GuardEnvironment {

  private static final String ENGINE = "STEWARD_ENGINE_PORT";
  private static final String READINESS = "STEWARD_ENGINE_READINESS";
  private static final String TLS = "STEWARD_TLS";
  private static final String KEY = "STEWARD_DRAIN_KEY";

  private GuardEnvironment() {}

  /** Reads them, or says the first thing that is wrong. */
  public static Checked<GuardSettings> read(Map<String, String> environment) {
    for (var needed : new String[] {TLS, KEY}) {
      if (environment.getOrDefault(needed, "").isBlank()) {
        return Checked.invalid(needed, "it isn't set", "set it as the operator does");
      }
    }
    var readiness = environment.getOrDefault(READINESS, "/");
    if (!readiness.startsWith("/")) {
      return Checked.invalid(
          READINESS, "\"" + readiness + "\" is no path", "write it like /health");
    }
    var engine = environment.getOrDefault(ENGINE, "");
    var port = environment.getOrDefault("STEWARD_PORT", "8080");
    var admin = environment.getOrDefault("STEWARD_ADMIN_PORT", "8081");
    if (!isPort(engine) || engine.equals("0") || !isPort(port) || !isPort(admin)) {
      return Checked.invalid(
          ENGINE + ", STEWARD_PORT, STEWARD_ADMIN_PORT",
          "\"%s\", \"%s\", \"%s\" aren't all ports".formatted(engine, port, admin),
          "use numbers from 1 to 65535");
    }
    return Checked.valid(
        new GuardSettings(
            Integer.parseInt(port),
            Integer.parseInt(admin),
            Integer.parseInt(engine),
            readiness,
            Path.of(environment.getOrDefault(TLS, "")),
            environment.getOrDefault(KEY, ""),
            GuardSettings.Drain.defaults()));
  }

  private static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535;
  }
}
