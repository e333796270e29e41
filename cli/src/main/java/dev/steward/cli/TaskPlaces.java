package dev.steward.cli;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.cli.local.VolumeMap;
import dev.steward.core.task.DataPath;
import dev.steward.store.read.AllowedHosts;
import dev.steward.store.read.DataPlaces;
import dev.steward.store.s3.S3Settings;
import dev.steward.store.write.OutputPlace;
import dev.steward.store.write.OutputPlaces;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The task file of a command line, and where its paths lead on this machine. */
final class TaskPlaces {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(paramLabel = "FILE", description = "A YAML or JSON file with one InferenceTask.")
  Path file;

  @Option(
      names = "--map",
      paramLabel = "pvc://CLAIM=FOLDER",
      description = "The folder that stands for a claim's volume. Once for each claim.")
  private List<String> maps = List.of();

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = "A web server that https:// inputs may come from; *.DOMAIN for all below one.")
  private List<String> hosts = List.of();

  VolumeMap volumes() {
    return VolumeMap.of(maps)
        .orThrow(wrong -> Refused.usage(wrong.field(), wrong.problem(), wrong.remedy()));
  }

  DataPlaces places() {
    var volumes = volumes();
    return new DataPlaces(
        volumes::folder,
        DataPlaces.LocalFiles.READABLE,
        new AllowedHosts(hosts),
        S3Settings.of(System.getenv()));
  }

  /** Where the task's results are, which the caller closes. */
  OutputPlace output(InferenceTask task) {
    var field = "spec.output.path";
    var named =
        Optional.ofNullable(task.getSpec().output())
            .orElseThrow(() ->
                Refused.because(
                    field,
                    "is missing, and a task of this process keeps its results there",
                    "name it, or let a cluster run the task: --url without --as"));
    var path = DataPath.parse(field, named.path()).orThrow(Refused::because);
    return OutputPlaces.open(field, path, places()).orThrow(Refused::because);
  }
}
