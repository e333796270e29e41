package dev.steward.tracing;

/**
 * Who tells.
 *
 * @param service {@code service.name}, unless {@code OTEL_SERVICE_NAME} gives another
 * @param version {@code service.version}
 * @param instance {@code service.instance.id}, such as the name of a pod
 */
public record Teller(String service, String version, String instance) {}
