package dev.steward.e2e.guide;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The shell of somebody who follows a guide, in which variables and folders last. */
final class GuideShell implements AutoCloseable {

  private final Process process;
  private final BufferedReader printed;
  private final PrintWriter typed;
  private final String mark = "end-of-" + UUID.randomUUID();

  private GuideShell(Process process) {
    this.process = process;
    printed =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    typed = new PrintWriter(process.getOutputStream(), false, StandardCharsets.UTF_8);
  }

  /** A shell in a folder. What a command prints as an error is seen as its output is. */
  static GuideShell in(Path folder, Map<String, String> environment) throws IOException {
    var builder = new ProcessBuilder("bash", "--norc", "--noprofile").redirectErrorStream(true);
    builder.directory(folder.toFile()).environment().putAll(environment);
    return new GuideShell(builder.start());
  }

  /** Runs a command and gives the lines that it printed. */
  List<String> run(String command) throws IOException {
    // What a command leaves of its input isn't the next command.
    typed.printf("{ %s%n} </dev/null; printf '\\n%%s\\n' %s%n", command, mark);
    typed.flush();
    var lines = new ArrayList<String>();
    for (var line = printed.readLine(); !mark.equals(line); line = printed.readLine()) {
      if (line == null) {
        throw new IOException("the shell ended after: " + String.join("\n", lines));
      }
      lines.add(line);
    }
    while (!lines.isEmpty() && lines.getLast().isBlank()) {
      lines.removeLast();
    }
    return lines;
  }

  @Override
  public void close() {
    typed.close();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
