package dev.steward.bench.faults;

import dev.steward.core.task.DataPath;
import dev.steward.gateway.evidence.Evidence;
import dev.steward.sinks.setup.SealingSettings;
import dev.steward.sinks.setup.SinkSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a gateway is set up.
 *
 * @param port its service's
 * @param pod the port of the pod behind it
 * @param failing what becomes of requests while no record can be written
 * @param log the folder of its log
 * @param secret the folder with the installation's secret
 * @param webhook where its records go on to
 * @param key the folder with the webhook's secret
 * @param sealing where its files go on to
 */
record GatewaySetup(
    int port,
    int pod,
    Story.Failing failing,
    Path log,
    Path secret,
    URI webhook,
    Path key,
    Optional<SealingSettings> sealing) {

  /** As its process is told. */
  List<String> arguments() {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("" + port, "" + pod, failing.name()));
    arguments.addAll(List.of("" + log, "" + secret, "" + webhook, "" + key));
    sealing.ifPresent(files ->
        arguments.addAll(
            List.of(
                files.path().bucket(), files.path().key(), "" + files.secrets().orElseThrow())));
    return arguments;
  }

  /** Reads them. */
  static GatewaySetup of(List<String> arguments) {
    return new GatewaySetup(
        Integer.parseInt(arguments.get(0)),
        Integer.parseInt(arguments.get(1)),
        Story.Failing.valueOf(arguments.get(2)),
        Path.of(arguments.get(3)),
        Path.of(arguments.get(4)),
        URI.create(arguments.get(5)),
        Path.of(arguments.get(6)),
        arguments.size() > 7
            ? Optional.of(
                sealing(
                    new DataPath.S3(arguments.get(7), arguments.get(8)), Path.of(arguments.get(9))))
            : Optional.empty());
  }

  /** Files leave as soon as they are written no more. */
  static SealingSettings sealing(DataPath.S3 path, Path secrets) {
    return new SealingSettings(path, Optional.of(secrets), Duration.ZERO);
  }

  /** Where its evidence lies, and goes on to. */
  Evidence.Place place() {
    var siem = new SinkSettings("siem", new SinkSettings.Webhook(webhook), Optional.of(key));
    return new Evidence.Place(log, secret, List.of(siem), sealing);
  }
}
