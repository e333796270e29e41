package dev.steward.operator;

import dev.steward.core.check.Checked;
import dev.steward.ledger.keys.InstallationSecret;
import dev.steward.ledger.note.Origin;
import dev.steward.operator.evidence.AuditSettings;
import dev.steward.operator.plan.TracingSettings;
import dev.steward.operator.reconcile.OperatorSettings;
import dev.steward.operator.task.TaskSettings;
import dev.steward.operator.trust.IssuerReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the operator's process is told by its environment: {@code STEWARD_NAMESPACE} (must be set),
 * {@code STEWARD_RUNTIME_IMAGE} and {@code STEWARD_TASKS_IMAGE} (must be set), {@code
 * STEWARD_RUNTIME_CUDA_IMAGE} (none: services that ask for GPUs get the other), {@code
 * STEWARD_TASK_HOSTS} (none), {@code STEWARD_WATCH_NAMESPACE} (all namespaces), {@code
 * STEWARD_WORKERS} (8), {@code STEWARD_ADMIN_PORT} (8081), {@code STEWARD_POD_NAME} (the host's
 * name), {@code STEWARD_AUDIT_SECRET} (none: a Secret with the keys of evidence logs that the
 * operator doesn't make), {@code STEWARD_AUDIT_ORIGIN} (random: the first part of the logs' names),
 * {@code STEWARD_TRACING_ENDPOINT} (none: the collector that pods tell of requests), {@code
 * STEWARD_TRACING_SAMPLE_RATIO} (0.1: which part of those whose caller doesn't say).
 *
 * <p>Where cert-manager issues, {@code STEWARD_CERT_MANAGER_ISSUER} ({@code NAME KIND GROUP}) says
 * who signs, and {@code STEWARD_TLS} is a folder with the operators' credentials.
 *
 * @param adminPort 0 means a free one
 * @param tls folder with what it proves to gateways; empty: it signs that itself
 */
record OperatorEnvironment(OperatorSettings settings, int adminPort, Optional<Path> tls) {

  private static final String ISSUER = "STEWARD_CERT_MANAGER_ISSUER";
  private static final String TRACING = "STEWARD_TRACING_ENDPOINT";
  private static final String SAMPLE_RATIO = "STEWARD_TRACING_SAMPLE_RATIO";
  private static final String USUAL_RATIO = "0.1";
  private static final int WORKERS = 8;
  private static final int MOST_WORKERS = 100;
  private static final int ADMIN_PORT = 8081;

  static Checked<OperatorEnvironment> read(Map<String, String> environment) {
    var namespace = text(environment, "STEWARD_NAMESPACE");
    if (namespace.isEmpty()) {
      return Checked.invalid(
          "STEWARD_NAMESPACE", "isn't set", "set it to the namespace Steward is installed in");
    }
    var image = text(environment, "STEWARD_RUNTIME_IMAGE");
    if (image.isEmpty()) {
      return Checked.invalid(
          "STEWARD_RUNTIME_IMAGE", "isn't set", "set it to the image of new revisions");
    }
    var tasksImage = text(environment, "STEWARD_TASKS_IMAGE");
    if (tasksImage.isEmpty()) {
      return Checked.invalid(
          "STEWARD_TASKS_IMAGE", "isn't set", "set it to the image of tasks' workers");
    }
    return switch (audit(environment)) {
      case Checked.Invalid<AuditSettings>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<AuditSettings>(var audit) ->
          read(environment, namespace.get(), image.get(), tasksImage.get(), audit);
    };
  }

  private static Checked<OperatorEnvironment> read(
      Map<String, String> environment,
      String namespace,
      String image,
      String tasksImage,
      AuditSettings audit) {
    return switch (number(environment, "STEWARD_WORKERS", WORKERS, 1, MOST_WORKERS)) {
      case Checked.Invalid<Integer>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<Integer>(var workers) ->
          switch (number(environment, "STEWARD_ADMIN_PORT", ADMIN_PORT, 0, 65_535)) {
            case Checked.Invalid<Integer>(var violation) -> new Checked.Invalid<>(violation);
            case Checked.Valid<Integer>(var port) ->
                traced(
                    environment,
                    new OperatorSettings(
                            namespace,
                            identity(environment),
                            text(environment, "STEWARD_WATCH_NAMESPACE"),
                            image,
                            new TaskSettings(tasksImage, hosts(environment)),
                            workers,
                            OperatorSettings.Lease.defaults(),
                            audit)
                        .withCudaImage(text(environment, "STEWARD_RUNTIME_CUDA_IMAGE")),
                    port);
          };
    };
  }

  private static Checked<AuditSettings> audit(Map<String, String> environment) {
    var brought = text(environment, "STEWARD_AUDIT_SECRET");
    var origin = text(environment, "STEWARD_AUDIT_ORIGIN");
    if (origin.isEmpty()) {
      return Checked.valid(new AuditSettings(brought, Optional.empty()));
    }
    return switch (InstallationSecret.origin("STEWARD_AUDIT_ORIGIN", origin.get())) {
      case Checked.Invalid<Origin>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<Origin>(var name) ->
          Checked.valid(new AuditSettings(brought, Optional.of(name)));
    };
  }

  /** With where pods tell of requests. */
  private static Checked<OperatorEnvironment> traced(
      Map<String, String> environment, OperatorSettings settings, int port) {
    var endpoint = text(environment, TRACING);
    if (endpoint.isEmpty()) {
      return issued(environment, settings, port);
    }
    return switch (TracingSettings.read(
        TRACING,
        endpoint.get(),
        SAMPLE_RATIO,
        text(environment, SAMPLE_RATIO).orElse(USUAL_RATIO))) {
      case Checked.Invalid<TracingSettings>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<TracingSettings>(var told) ->
          issued(environment, settings.withTracing(told), port);
    };
  }

  /** With who issues credentials. */
  private static Checked<OperatorEnvironment> issued(
      Map<String, String> environment, OperatorSettings settings, int port) {
    var issuer = text(environment, ISSUER);
    if (issuer.isEmpty()) {
      return Checked.valid(new OperatorEnvironment(settings, port, Optional.empty()));
    }
    var tls = text(environment, "STEWARD_TLS");
    if (tls.isEmpty()) {
      return Checked.invalid(
          "STEWARD_TLS",
          "isn't set",
          "mount the operators' credentials, for " + ISSUER + " is set");
    }
    return switch (IssuerReference.parse(ISSUER, issuer.get())) {
      case Checked.Invalid<IssuerReference>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<IssuerReference>(var reference) ->
          Checked.valid(
              new OperatorEnvironment(
                  settings.withCertManager(reference), port, tls.map(Path::of)));
    };
  }

  private static String identity(Map<String, String> environment) {
    return text(environment, "STEWARD_POD_NAME")
        .or(() -> text(environment, "HOSTNAME"))
        .orElseGet(() -> UUID.randomUUID().toString());
  }

  private static List<String> hosts(Map<String, String> environment) {
    return text(environment, "STEWARD_TASK_HOSTS")
        .map(list -> Arrays.stream(list.split(",")).map(String::strip).toList())
        .orElse(List.of());
  }

  private static Optional<String> text(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
  }

  private static Checked<Integer> number(
      Map<String, String> environment, String variable, int usual, int least, int most) {
    var text = text(environment, variable).orElse(String.valueOf(usual));
    try {
      var number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return Checked.valid(number);
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    return Checked.invalid(
        variable,
        "\"" + text + "\" isn't one of its numbers",
        "use a number from %d to %d".formatted(least, most));
  }
}
