package dev.steward.cli;

import dev.steward.core.runtime.RuntimeConfig;
import java.util.ArrayList;
import java.util.List;

/** Requests to try, as lines for a shell. */
final class Examples {

  private Examples() {}

  static List<String> of(RuntimeConfig config, String url) {
    if (config.repository().isPresent()) {
      return List.of(
          "curl -s -X POST %s/v2/repository/index".formatted(url),
          "curl -s %s/v2/models/MODEL".formatted(url),
          "curl -s %s/v2/health/ready".formatted(url));
    }
    var lines = new ArrayList<String>();
    switch (config.task()) {
      case EMBEDDING ->
          lines.add(
              "curl -s %s/v1/embeddings -H 'Content-Type: application/json' -d '{\"model\": \"%s\", \"input\": \"The cat sits on the mat.\"}'"
                  .formatted(url, config.model()));
      case CLASSIFICATION ->
          lines.add(
              "curl -s %s/v1/classify -H 'Content-Type: application/json' -d '{\"model\": \"%s\", \"input\": \"A film that I would see again.\"}'"
                  .formatted(url, config.model()));
      case TOKEN_CLASSIFICATION ->
          lines.add(
              "curl -s %s/v1/entities -H 'Content-Type: application/json' -d '{\"model\": \"%s\", \"input\": \"1600 Pennsylvania Avenue NW, Washington, DC 20500\"}'"
                  .formatted(url, config.model()));
      case IMAGE_TEXT ->
          lines.add(
              "curl -s %s/v1/ocr -H 'Content-Type: image/png' --data-binary @IMAGE.png"
                  .formatted(url));
      case GENERATION ->
          lines.add(
              "curl -s %s/v1/chat/completions -H 'Content-Type: application/json' -d '{\"model\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": \"What is the capital of France?\"}]}'"
                  .formatted(url, config.model()));
      case TENSOR -> {}
    }
    lines.add("curl -s %s/v2/models/%s".formatted(url, config.model()));
    lines.add("curl -s %s/v2/health/ready".formatted(url));
    return lines;
  }
}
