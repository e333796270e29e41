package dev.steward.tracing;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * OpenTelemetry's variables as its SDK's properties: {@code OTEL_TRACES_SAMPLER} is {@code
 * otel.traces.sampler}. It knows no class of OpenTelemetry, for it is also asked where nothing is
 * told.
 *
 * @param endpoint where spans go, for messages
 */
record OtelSettings(Map<String, String> properties, String endpoint) {

  private static final String PREFIX = "OTEL_";
  private static final List<String> ENDPOINTS =
      List.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT");

  OtelSettings {
    properties = Map.copyOf(properties);
  }

  /** Empty: nobody is to be told. */
  static Optional<OtelSettings> of(Map<String, String> environment) {
    return ENDPOINTS.stream()
        .map(name -> environment.getOrDefault(name, ""))
        .filter(endpoint -> !endpoint.isBlank())
        .findFirst()
        .filter(_ -> !isOff(environment))
        .map(endpoint -> new OtelSettings(properties(environment), endpoint));
  }

  private static boolean isOff(Map<String, String> environment) {
    return "true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"))
        || "none".equalsIgnoreCase(environment.get("OTEL_TRACES_EXPORTER"));
  }

  private static Map<String, String> properties(Map<String, String> environment) {
    var properties = new HashMap<String, String>();
    environment.forEach((name, value) -> {
      if (name.startsWith(PREFIX) && !value.isBlank()) {
        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
      }
    });
    // A process shows its metrics to who scrapes them, and writes its log to its output.
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    properties.put("otel.traces.exporter", "otlp");
    properties.putIfAbsent("otel.exporter.otlp.protocol", "http/protobuf");
    return properties;
  }
}
