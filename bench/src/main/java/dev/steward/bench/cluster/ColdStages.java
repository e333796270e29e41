package dev.steward.bench.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the time of one cold start went, from the moment a request was sent until its answer, by
 * what each part of the cluster wrote down: the API server's audit log, and the pod's own log. One
 * clock told all of it.
 */
final class ColdStages {
  private static final Pattern READY =
      Pattern.compile("is ready after \\d+ ms, (\\d+) ms after the process began");

  private final Map<String, Duration> stages = new LinkedHashMap<>();
  private Instant at;

  private ColdStages(Instant asked) {
    at = asked;
  }

  /**
   * The stages of the start of {@code pod}.
   *
   * @param asked when the request was sent
   * @param answered when its answer was there
   */
  static ColdStages of(Kubectl kubectl, AuditLog audit, String pod, Instant asked, Instant answered)
      throws IOException, InterruptedException {
    var stages = new ColdStages(asked);
    for (var write : audit.since(asked)) {
      if (write.resource().equals("modelservices/scale")) {
        stages.until("noticed", write.at());
      } else if (write.resource().equals("pods") && write.verb().equals("create")) {
        stages.until("planned", write.at());
      } else if (write.resource().equals("pods/binding")) {
        stages.until("scheduled", write.at());
      }
    }
    var json = new ObjectMapper();
    for (var line : kubectl.run("logs", pod).split("\n", -1)) {
      var matcher = READY.matcher(line);
      if (matcher.find()) {
        var ready = Instant.ofEpochMilli(json.readTree(line).path("timestamp").asLong());
        stages.until("container", ready.minusMillis(Long.parseLong(matcher.group(1))));
        stages.until("model", ready);
      }
    }
    stages.until("answered", answered);
    return stages;
  }

  /** Of several of one name the first counts. */
  private void until(String name, Instant end) {
    if (!stages.containsKey(name)) {
      stages.put(name, Duration.between(at, end));
      at = end;
    }
  }

  /** By name, in their order: {@code noticed} is the time until that was so, and so on. */
  Map<String, Duration> byName() {
    return stages;
  }
}
