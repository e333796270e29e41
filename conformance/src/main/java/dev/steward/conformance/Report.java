package dev.steward.conformance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What came of all checks.
 *
 * @param server what was looked at, and its model
 */
public record Report(String server, List<Result> results) {

  public Report {
    results = List.copyOf(results);
  }

  /** Whether no check failed. */
  public boolean conforms() {
    return count(Verdict.Failed.class) == 0;
  }

  private long count(Class<? extends Verdict> kind) {
    return results.stream().filter(result -> kind.isInstance(result.verdict())).count();
  }

  private String summary() {
    return "%d passed, %d failed, %d skipped"
        .formatted(
            count(Verdict.Passed.class), count(Verdict.Failed.class), count(Verdict.Skipped.class));
  }

  /** For people: a line a check, and what was seen where one failed. */
  public String text() {
    var text = new StringBuilder(server).append('\n');
    for (var result : results) {
      var check = result.check();
      switch (result.verdict()) {
        case Verdict.Passed() -> text.append("  passed   ").append(check.name()).append('\n');
        case Verdict.Skipped(var why) ->
            text.append("  skipped  %s: %s%n".formatted(check.name(), why));
        case Verdict.Failed(var sent, var expected, var seen) ->
            text.append(
                """
                  FAILED   %s
                    %s (%s)
                    sent      %s
                    expected  %s
                    seen      %s
                """
                    .formatted(
                        check.name(), check.sentence(), check.section(), sent, expected, seen));
      }
    }
    return text.append(summary()).append('\n').toString();
  }

  /** For machines. */
  public String json() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("server", server).put("conforms", conforms());
    json.put("passed", count(Verdict.Passed.class));
    json.put("failed", count(Verdict.Failed.class));
    json.put("skipped", count(Verdict.Skipped.class));
    var checks = json.putArray("checks");
    results.forEach(result -> write(checks.addObject(), result));
    return json.toPrettyString();
  }

  private static void write(ObjectNode json, Result result) {
    json.put("name", result.check().name());
    json.put("section", result.check().section());
    json.put("sentence", result.check().sentence());
    switch (result.verdict()) {
      case Verdict.Passed() -> json.put("verdict", "passed");
      case Verdict.Skipped(var why) -> json.put("verdict", "skipped").put("why", why);
      case Verdict.Failed(var sent, var expected, var seen) ->
          json.put("verdict", "failed")
              .put("sent", sent)
              .put("expected", expected)
              .put("seen", seen);
    }
  }
}
