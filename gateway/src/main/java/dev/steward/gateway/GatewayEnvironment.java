package dev.steward.gateway;

import dev.steward.api.v1alpha1.GoDuration;
import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import dev.steward.gateway.evidence.Evidence;
import dev.steward.gateway.task.OverHttp;
import dev.steward.gateway.watch.WatchScope;
import dev.steward.sinks.setup.SealingSettings;
import dev.steward.sinks.setup.SinkList;
import dev.steward.sinks.setup.SinkSettings;
import dev.steward.store.read.AllowedHosts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a gateway's process is told by its environment: {@code STEWARD_NAMESPACE} (must be set),
 * {@code STEWARD_WATCH_NAMESPACE} (all namespaces), {@code STEWARD_PORT} (8080), {@code
 * STEWARD_ADMIN_PORT} (8081), {@code STEWARD_POD_NAME} (the host's name), {@code STEWARD_POD_IP}
 * (none: it leaves without looking whether Services lead to it), {@code STEWARD_TLS} (none: a
 * folder with the gateways' credentials), {@code STEWARD_OPERATOR_SERVICE} ({@code
 * steward-operator}), {@code STEWARD_TASK_HOSTS} (none: web servers that tasks may read from, with
 * commas between), {@code STEWARD_TASKS_OVER_HTTP} ({@code Items}, or {@code Any}), {@code
 * STEWARD_EVIDENCE} (none: the folder of its evidence log), {@code STEWARD_AUDIT_SECRET} ({@code
 * /etc/steward-audit}: the folder with the installation's secret), {@code STEWARD_AUDIT_SINKS}
 * (none: where its records go on to, as {@link SinkList} reads it), {@code STEWARD_AUDIT_SEALING}
 * (none: a place {@code s3://BUCKET/PREFIX} to which files of the log leave), {@code
 * STEWARD_AUDIT_SEALING_SECRETS} (none: a folder with who may write there), {@code
 * STEWARD_AUDIT_SEALING_AFTER} ({@code 1h}: how long after their last change).
 *
 * @param podName this gateway's name in logs
 * @param address by which Services lead to it, if it is told
 * @param scope what it watches
 * @param operatorService the Service that lists the operators, in Steward's namespace
 * @param tasks what it does with tasks
 * @param settings how it listens
 * @param adminPort 0 means a free one
 * @param evidence where its evidence log is; empty: it keeps none
 */
record GatewayEnvironment(
    String podName,
    Optional<String> address,
    WatchScope scope,
    String operatorService,
    Tasks tasks,
    GatewaySettings settings,
    int adminPort,
    Optional<Evidence.Place> evidence) {
  private static final int ADMIN_PORT = 8081;
  private static final String AUDIT_SECRET = "/etc/steward-audit";

  /**
   * What a gateway does with tasks.
   *
   * @param hosts web servers that their items may come from
   * @param overHttp what may be asked for over HTTP
   */
  record Tasks(AllowedHosts hosts, OverHttp overHttp) {}

  static Checked<GatewayEnvironment> read(Map<String, String> environment) {
    var home = text(environment, "STEWARD_NAMESPACE");
    if (home.isEmpty()) {
      return Checked.invalid(
          "STEWARD_NAMESPACE", "isn't set", "set it to the namespace Steward is installed in");
    }
    return switch (port(environment, "STEWARD_PORT", GatewaySettings.FRONT_PORT)) {
      case Checked.Invalid<Integer>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<Integer>(var front) ->
          switch (port(environment, "STEWARD_ADMIN_PORT", ADMIN_PORT)) {
            case Checked.Invalid<Integer>(var violation) -> new Checked.Invalid<>(violation);
            case Checked.Valid<Integer>(var admin) ->
                switch (sinks(environment)) {
                  case Checked.Invalid<List<SinkSettings>>(var violation) ->
                      new Checked.Invalid<>(violation);
                  case Checked.Valid<List<SinkSettings>>(var sinks) ->
                      switch (sealing(environment)) {
                        case Checked.Invalid<Optional<SealingSettings>>(var violation) ->
                            new Checked.Invalid<>(violation);
                        case Checked.Valid<Optional<SealingSettings>>(var sealing) ->
                            Checked.valid(
                                new GatewayEnvironment(
                                    text(environment, "STEWARD_POD_NAME")
                                        .or(() -> text(environment, "HOSTNAME"))
                                        .orElse("gateway"),
                                    text(environment, "STEWARD_POD_IP"),
                                    new WatchScope(
                                        home.get(), text(environment, "STEWARD_WATCH_NAMESPACE")),
                                    text(environment, "STEWARD_OPERATOR_SERVICE")
                                        .orElse("steward-operator"),
                                    tasks(environment),
                                    settings(environment, front),
                                    admin,
                                    evidence(environment, sinks, sealing)));
                      };
                };
          };
    };
  }

  private static Checked<List<SinkSettings>> sinks(Map<String, String> environment) {
    return text(environment, "STEWARD_AUDIT_SINKS")
        .map(list -> SinkList.read("STEWARD_AUDIT_SINKS", list))
        .orElseGet(() -> Checked.valid(List.of()));
  }

  private static Checked<Optional<SealingSettings>> sealing(Map<String, String> environment) {
    var place = text(environment, "STEWARD_AUDIT_SEALING");
    if (place.isEmpty()) {
      return Checked.valid(Optional.empty());
    }
    if (!(DataPath.parse("STEWARD_AUDIT_SEALING", place.get())
        instanceof Checked.Valid<DataPath>(DataPath.S3 path))) {
      return Checked.invalid(
          "STEWARD_AUDIT_SEALING", "it is no place in an object store", "use s3://BUCKET/PREFIX");
    }
    return switch (GoDuration.parse(
        "STEWARD_AUDIT_SEALING_AFTER",
        text(environment, "STEWARD_AUDIT_SEALING_AFTER").orElse("1h"))) {
      case Checked.Invalid<Duration>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<Duration>(var after) ->
          after.compareTo(SealingSettings.LONGEST) > 0
              ? Checked.invalid(
                  "STEWARD_AUDIT_SEALING_AFTER", "it is longer than 720h", "use a time such as 1h")
              : Checked.valid(
                  Optional.of(
                      new SealingSettings(
                          path,
                          text(environment, "STEWARD_AUDIT_SEALING_SECRETS").map(Path::of),
                          after)));
    };
  }

  private static GatewaySettings settings(Map<String, String> environment, int frontPort) {
    var settings = GatewaySettings.defaults().withFrontPort(frontPort);
    return text(environment, "STEWARD_TLS").map(Path::of).map(settings::withTls).orElse(settings);
  }

  private static Optional<Evidence.Place> evidence(
      Map<String, String> environment,
      List<SinkSettings> sinks,
      Optional<SealingSettings> sealing) {
    return text(environment, "STEWARD_EVIDENCE")
        .map(folder ->
            new Evidence.Place(
                Path.of(folder),
                Path.of(text(environment, "STEWARD_AUDIT_SECRET").orElse(AUDIT_SECRET)),
                sinks,
                sealing));
  }

  private static Tasks tasks(Map<String, String> environment) {
    var hosts =
        text(environment, "STEWARD_TASK_HOSTS")
            .map(list -> Arrays.stream(list.split(",")).map(String::strip).toList())
            .orElse(List.of());
    var any = text(environment, "STEWARD_TASKS_OVER_HTTP").filter("Any"::equals).isPresent();
    return new Tasks(new AllowedHosts(hosts), any ? OverHttp.ANY : OverHttp.ITEMS);
  }

  private static Optional<String> text(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
  }

  private static Checked<Integer> port(
      Map<String, String> environment, String variable, int usual) {
    var text = text(environment, variable).orElse(String.valueOf(usual));
    try {
      var port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return Checked.valid(port);
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    return Checked.invalid(variable, "\"" + text + "\" is no port", "use a number from 0 to 65535");
  }
}
