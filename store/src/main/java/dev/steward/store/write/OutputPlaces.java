package dev.steward.store.write;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.Glob;
import dev.steward.store.read.DataPlaces;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the place that a path names. */
public final class OutputPlaces {

  private OutputPlaces() {}

  /**
   * The place of results at {@code path}, which the caller closes.
   *
   * @param field where the path stands
   */
  public static Checked<OutputPlace> open(String field, DataPath path, DataPlaces places) {
    if (Glob.of(path.text()).isPattern()) {
      return Checked.invalid(
          field, path.text() + " has a wildcard", "name one folder for the results");
    }
    return switch (path) {
      case DataPath.S3 prefix -> Checked.valid(new S3Place(places.s3(), prefix));
      case DataPath.Https https ->
          Checked.invalid(
              field,
              https.text() + " can't be written to",
              "use pvc://CLAIM/PATH or s3://BUCKET/KEY");
      case DataPath.Local(var folder) ->
          switch (places.localFiles()) {
            case READABLE -> Checked.valid(new FolderPlace(Path.of(folder), folder + "/"));
            case REFUSED ->
                Checked.invalid(
                    field,
                    "file:// would be a folder of the worker's own, gone with it",
                    "use pvc://CLAIM/PATH or s3://BUCKET/KEY");
          };
      case DataPath.Pvc pvc ->
          places
              .claims()
              .apply(pvc.claim())
              .filter(Files::isDirectory)
              .<Checked<OutputPlace>>map(volume ->
                  Checked.valid(
                      new FolderPlace(
                          volume.resolve(pvc.path()), pvc.text().replaceFirst("/?$", "/"))))
              .orElseGet(() ->
                  Checked.invalid(
                      field,
                      "the claim \"" + pvc.claim() + "\" isn't there",
                      "name a PersistentVolumeClaim of the task's namespace; locally, give its"
                          + " folder with --map"));
    };
  }
}
