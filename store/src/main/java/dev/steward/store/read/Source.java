package dev.steward.store.read;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** One kind of place. */
interface Source<P extends DataPath> {

  /**
   * The files that {@code pattern} names, in order.
   *
   * @param field where the pattern stands, for what is wrong with it
   * @param most that are taken
   */
  Checked<List<DataPath>> list(String field, P pattern, int most)
      throws IOException, InterruptedException;

  /**
   * A file's bytes.
   *
   * @param most that are taken
   * @throws IOException when the place can't be reached, which isn't the file's fault
   */
  Content read(P path, int most) throws IOException, InterruptedException;

  /**
   * A file as a stream.
   *
   * @throws IOException when there is none, or the place can't be reached
   */
  InputStream open(P path) throws IOException, InterruptedException;
}
