package dev.steward.gateway.http;

import dev.steward.ledger.volume.FolderReader;
import dev.steward.protocol.report.EvidenceFiles;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The evidence log of this gateway, to be copied by its owner while it is written to.
 *
 * <p>It is given over the pod's loopback alone. Nothing but this pod gets there, and who may
 * forward a port into it: so the right to read is a right of Kubernetes in Steward's namespace, and
 * there is no other secret. What is given is what lies on the volume, encrypted as it lies there;
 * the installation's secret isn't there.
 *
 * @param folder of the log
 */
record LogFiles(Path folder) {

  private static final int LONGEST_PATH = 512;

  /** What a copy is made of; the lock and the cursors of sinks are the gateway's own. */
  private static final Set<String> GIVEN = Set.of("log", "records", "keys", "journal");

  void serve(RoutesConfig routes) {
    routes.get(EvidenceFiles.NAMES, this::names);
    routes.get(EvidenceFiles.FILE, this::file);
  }

  private void names(Context context) throws IOException {
    if (isAllowed(context)) {
      context.result(String.join("\n", new FolderReader(folder).list(path(context))));
    }
  }

  private void file(Context context) throws IOException {
    if (!isAllowed(context)) {
      return;
    }
    var from = number(context, EvidenceFiles.FROM, Long.MAX_VALUE);
    var most = number(context, EvidenceFiles.MOST, EvidenceFiles.LARGEST_PART);
    var found =
        from.isPresent() && most.isPresent()
            ? part(path(context), from.getAsLong(), (int) most.getAsLong())
            : whole(path(context));
    if (found.isPresent()) {
      context.contentType("application/octet-stream").result(found.get());
    } else {
      context.status(HttpStatus.NO_CONTENT);
    }
  }

  private Optional<InputStream> part(String path, long from, int most) throws IOException {
    return Files.isRegularFile(folder.resolve(path))
        ? new FolderReader(folder).read(path, from, most).map(ByteArrayInputStream::new)
        : Optional.empty();
  }

  private Optional<InputStream> whole(String path) throws IOException {
    var file = folder.resolve(path);
    try {
      return Files.isRegularFile(file) ? Optional.of(Files.newInputStream(file)) : Optional.empty();
    } catch (NoSuchFileException e) {
      // A purge was faster.
      return Optional.empty();
    }
  }

  private static OptionalLong number(Context context, String name, long most) {
    var text = context.queryParam(name);
    return text != null && text.matches("[0-9]{1,18}") && Long.parseLong(text) <= most
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  private static String path(Context context) {
    var path = context.queryParam(EvidenceFiles.PATH);
    return path == null ? "" : path;
  }

  private static boolean isAllowed(Context context) throws IOException {
    var request = context.req();
    if (!isLoopback(request.getLocalAddr()) || !isLoopback(request.getRemoteAddr())) {
      context
          .status(HttpStatus.FORBIDDEN)
          .result("the evidence log is given over a forwarded port alone: steward audit fetch");
      return false;
    }
    if (!isOfLog(path(context))) {
      context.status(HttpStatus.BAD_REQUEST).result("path: name a file or folder of the log");
      return false;
    }
    return true;
  }

  /** Addresses are numbers here, as the connection has them: no name is looked up. */
  private static boolean isLoopback(String address) throws IOException {
    return InetAddress.ofLiteral(address.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
  }

  /** Whether a path leads to something of a log, and nowhere else. */
  static boolean isOfLog(String path) {
    var parts = path.split("/", -1);
    return path.length() <= LONGEST_PATH
        && path.indexOf('\0') < 0
        && GIVEN.contains(parts[0])
        && Arrays.stream(parts)
            .noneMatch(part -> part.isEmpty() || part.equals("..") || part.equals("."));
  }
}
