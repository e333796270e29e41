package dev.steward.cli.simulate;

import dev.steward.core.autoscale.simulate.Outcome;
import dev.steward.core.autoscale.simulate.Outcome.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Load, replicas, queue and cost over time as one SVG, light and dark. */
public final class Drawing {

  private static final int LEFT = 72;
  private static final int TOP = 96;
  private static final int PANEL_STEP = Panel.HEIGHT + 66;
  private static final int WIDTH = LEFT + Panel.WIDTH + 28;
  private static final int SECONDS_AN_HOUR = 3600;

  private static final String STYLE =
      """
      <style>
      svg{background:#fff;font-family:system-ui,'Helvetica Neue',Arial,sans-serif}
      .head{font-size:19px;font-weight:600;fill:#1b1f24} .sub{font-size:13px;fill:#57606a}
      .title{font-size:13px;font-weight:600;fill:#1b1f24} .legend,.axis{font-size:12px;fill:#57606a}
      .grid{stroke:#d8dee4;stroke-width:1} .line{fill:none;stroke-width:1.8}
      .load{fill:#8da3b8} .starting{fill:#f2b66d} .ready{fill:#4a90c2} .queue{fill:#c8553d} .cost{fill:#7a9e7e}
      .desired{stroke:#1b1f24} rect.desired{fill:#1b1f24}
      @media (prefers-color-scheme: dark){svg{background:#0d1117}.head,.title{fill:#e6edf3}
      .sub,.legend,.axis{fill:#9198a1}.grid{stroke:#30363d}.desired{stroke:#e6edf3}rect.desired{fill:#e6edf3}}
      </style>
      """;

  private Drawing() {}

  /**
   * Draws.
   *
   * @param title the trace and the service
   * @param summary the outcome in a line
   * @param price of a replica for an hour, in whatever currency
   */
  public static String svg(String title, String summary, Outcome outcome, double price) {
    var rows = outcome.seconds();
    var panels =
        List.of(
            new Panel("Load", "req/s", List.of(curve("arriving", "area load", rows, Row::arrived))),
            new Panel(
                "Replicas",
                "",
                List.of(
                    curve("starting or draining", "area starting", rows, Row::existing),
                    curve("ready", "area ready", rows, Row::ready),
                    curve("asked for", "line desired", rows, Row::desired))),
            new Panel(
                "Queue", "requests", List.of(curve("waiting", "area queue", rows, Row::waiting))),
            new Panel(
                "Cost",
                "so far",
                List.of(new Panel.Curve("cost", "area cost", cost(rows, price)))));
    var height = TOP + panels.size() * PANEL_STEP;
    var text = new StringBuilder();
    text.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n"
            .formatted(WIDTH, height, WIDTH, height));
    text.append("<title>%s</title>%n".formatted(escaped(title))).append(STYLE);
    text.append("<text class=\"head\" x=\"16\" y=\"30\">%s</text>%n".formatted(escaped(title)));
    text.append("<text class=\"sub\" x=\"16\" y=\"52\">%s</text>%n".formatted(escaped(summary)));
    for (var at = 0; at < panels.size(); at++) {
      text.append(panels.get(at).svg(LEFT, TOP + at * PANEL_STEP));
    }
    text.append(clock(rows.size(), TOP + panels.size() * PANEL_STEP - 42));
    return text.append("</svg>\n").toString();
  }

  private static Panel.Curve curve(
      String name, String style, List<Row> rows, ToDoubleFunction<Row> value) {
    return new Panel.Curve(name, style, rows.stream().map(value::applyAsDouble).toList());
  }

  private static List<Double> cost(List<Row> rows, double price) {
    var sum = 0.0;
    var cost = new ArrayList<Double>(rows.size());
    for (var row : rows) {
      sum += row.existing() * price / SECONDS_AN_HOUR;
      cost.add(sum);
    }
    return cost;
  }

  /** Times below the last panel, in minutes. */
  private static String clock(int seconds, int y) {
    var step = 60;
    for (var wider : List.of(60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400)) {
      step = wider;
      if (seconds / wider <= 12) {
        break;
      }
    }
    var text = new StringBuilder();
    for (var second = 0; second <= seconds; second += step) {
      text.append(
          "<text class=\"axis\" x=\"%s\" y=\"%d\" text-anchor=\"middle\">%d min</text>%n"
              .formatted(
                  Panel.number(LEFT + (double) second * Panel.WIDTH / seconds), y, second / 60));
    }
    return text.toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
