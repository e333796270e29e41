package dev.steward.cli.simulate;

import java.util.List;
import java.util.Locale;

/**
 * One panel of the drawing: curves over the same seconds, from 0 to the largest value.
 *
 * @param title above it
 * @param unit of its axis
 * @param curves drawn one over the other, the first one at the bottom
 */
record Panel(String title, String unit, List<Curve> curves) {

  /** Columns of the drawing: as many as there are points to see. */
  static final int WIDTH = 860;

  static final int HEIGHT = 150;

  private static final double LINES = 4;

  Panel {
    curves = List.copyOf(curves);
  }

  /**
   * A curve.
   *
   * @param name in the legend
   * @param style a class of the drawing's style sheet: {@code line …} or {@code area …}
   * @param values one for each second
   */
  record Curve(String name, String style, List<Double> values) {

    Curve {
      values = List.copyOf(values);
    }

    private boolean isArea() {
      return style.startsWith("area");
    }
  }

  /** The panel's SVG, with its upper left corner at a place. */
  String svg(int left, int top) {
    var step = step(highest());
    var most = Math.max(step, Math.ceil(highest() / step) * step);
    var text = new StringBuilder();
    text.append("<g transform=\"translate(%d,%d)\">%n".formatted(left, top));
    text.append("<text class=\"title\" x=\"0\" y=\"-12\">%s</text>%n".formatted(title));
    legend(text);
    for (var value = 0.0; value <= most + step / 2; value += step) {
      var y = y(value, most);
      text.append(
          "<line class=\"grid\" x1=\"0\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/><text class=\"axis\" x=\"-8\" y=\"%s\" text-anchor=\"end\">%s</text>%n"
              .formatted(WIDTH, y, y, number(Double.parseDouble(y) + 4), label(value)));
    }
    text.append(
        "<text class=\"axis\" x=\"-8\" y=\"-12\" text-anchor=\"end\">%s</text>%n".formatted(unit));
    for (var curve : curves) {
      text.append(path(curve, most));
    }
    return text.append("</g>\n").toString();
  }

  private void legend(StringBuilder text) {
    var x = WIDTH;
    for (var curve : curves.reversed()) {
      x -= 34 + 7 * curve.name().length();
      text.append(
          "<rect class=\"key %s\" x=\"%d\" y=\"-22\" width=\"14\" height=\"10\"/><text class=\"legend\" x=\"%d\" y=\"-13\">%s</text>%n"
              .formatted(curve.style(), x, x + 19, curve.name()));
    }
  }

  private static String path(Curve curve, double most) {
    var values = curve.values();
    var points = Math.min(values.size(), WIDTH);
    var text = new StringBuilder("<path class=\"").append(curve.style()).append("\" d=\"");
    text.append(curve.isArea() ? "M0,%d L".formatted(HEIGHT) : "M");
    var last = "";
    for (var point = 0; point < points; point++) {
      var y = y(largest(values, point, points), most);
      // Steps: a value holds for its whole second.
      if (!y.equals(last)) {
        if (!last.isEmpty()) {
          text.append(x(point, points)).append(',').append(last).append(' ');
        }
        text.append(x(point, points)).append(',').append(y).append(' ');
      }
      last = y;
    }
    text.append("%d,%s".formatted(WIDTH, last));
    text.append(curve.isArea() ? " L%d,%d Z".formatted(WIDTH, HEIGHT) : "");
    return text.append("\"/>\n").toString();
  }

  /** Several seconds share a column where there are more than columns: the largest is seen. */
  private static double largest(List<Double> values, int point, int points) {
    var from = (int) ((long) point * values.size() / points);
    var to = (int) ((long) (point + 1) * values.size() / points);
    var largest = 0.0;
    for (var at = from; at < to; at++) {
      largest = Math.max(largest, values.get(at));
    }
    return largest;
  }

  private double highest() {
    var highest = 0.0;
    for (var curve : curves) {
      for (var value : curve.values()) {
        highest = Math.max(highest, value);
      }
    }
    return highest;
  }

  /** A step of 1, 2 or 5 times a power of ten that gives about four lines. */
  private static double step(double highest) {
    if (highest <= 0) {
      return 1;
    }
    var raw = highest / LINES;
    var power = Math.pow(10, Math.floor(Math.log10(raw)));
    var digit = raw / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  private static String x(int point, int points) {
    return number((double) point * WIDTH / points);
  }

  private static String y(double value, double most) {
    return number(HEIGHT - value / most * HEIGHT);
  }

  private static String label(double value) {
    return value >= 10 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
