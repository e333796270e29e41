package dev.steward.bench.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A mounted file system that fails when it is told to; see {@code dev/tools/faultfs}. */
final class FaultDisk implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter commands;
  private final Path folder;

  private FaultDisk(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** An empty disk at an empty folder. */
  static FaultDisk mount(String program, Path folder, int mebibytes) throws IOException {
    Files.createDirectories(folder);
    var process =
        new ProcessBuilder(program, folder.toString(), "" + mebibytes)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var disk = new FaultDisk(process, folder);
    disk.answer("mount");
    return disk;
  }

  /** Where it is mounted. */
  Path folder() {
    return folder;
  }

  /** Tells it what to do; it has done so when this returns. */
  void say(String command) throws IOException {
    commands.println(command);
    answer(command);
  }

  private void answer(String command) throws IOException {
    var answer = answers.readLine();
    if (!"ok".equals(answer)) {
      throw new IOException("faultfs, asked for %s, said %s".formatted(command, answer));
    }
  }

  @Override
  public void close() throws IOException {
    commands.close();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("faultfs doesn't end: somebody has files open in " + folder);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
