package dev.steward.core.autoscale.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The traces that come with Steward, and ones drawn by chance. Rates are requests per second. */
public final class Traces {

  private static final int HALF_HOUR = 1800;
  private static final int DAY_IN_SHORT = 7200;

  private Traces() {}

  /** Those that come with Steward. */
  public static List<Trace> all() {
    return List.of(steady(), ramp(), spike(), diurnal(), herd());
  }

  /** One of them by its name. */
  public static Optional<Trace> named(String name) {
    return all().stream().filter(trace -> trace.name().equals(name)).findFirst();
  }

  /** 40, for half an hour. */
  public static Trace steady() {
    return trace("steady", HALF_HOUR, second -> 40);
  }

  /** From 5 to 200 in ten minutes, ten minutes of that, and back. */
  public static Trace ramp() {
    return trace(
        "ramp",
        HALF_HOUR,
        second -> {
          var up = Math.min(second / 600.0, 1);
          var down = Math.clamp((second - 1200) / 600.0, 0, 1);
          return 5 + 195 * (up - down);
        });
  }

  /** 20, and twice for two minutes 150, without warning. */
  public static Trace spike() {
    return trace(
        "spike",
        HALF_HOUR,
        second -> within(second, 500, 620) || within(second, 1200, 1320) ? 150 : 20);
  }

  /** A day in two hours: almost nobody at night, 150 at noon. */
  public static Trace diurnal() {
    return trace(
        "diurnal",
        DAY_IN_SHORT,
        second -> {
          var sun = -Math.cos(2 * Math.PI * second / DAY_IN_SHORT);
          return sun < -0.9 ? 0 : 75 * (1 + sun);
        });
  }

  /** Nobody, but every six minutes 300 at once, who go on with 30 for two minutes. */
  public static Trace herd() {
    return trace(
        "herd",
        HALF_HOUR,
        second -> {
          var since = second % 360 - 30;
          return since == 0 ? 300 : within(since, 0, 120) ? 30 : 0;
        });
  }

  /**
   * A trace by chance: half an hour of steps, slopes, waves and bursts over a base load, ending as
   * quietly as it began.
   */
  public static Trace random(long seed) {
    var random = new SplittableRandom(seed);
    var rates = new double[HALF_HOUR];
    var base = random.nextDouble(0, 20);
    java.util.Arrays.fill(rates, base);
    var parts = random.nextInt(2, 7);
    for (var part = 0; part < parts; part++) {
      add(rates, random);
    }
    return new Trace(
        "random-" + seed, IntStream.range(0, HALF_HOUR).mapToObj(i -> rates[i]).toList());
  }

  private static void add(double[] rates, SplittableRandom random) {
    var height = Math.exp(random.nextDouble(Math.log(5), Math.log(200)));
    var from = random.nextInt(0, HALF_HOUR - 300);
    var length = random.nextInt(60, 900);
    var kind = random.nextInt(4);
    for (var second = from; second < Math.min(from + length, HALF_HOUR - 120); second++) {
      var part = (second - from) / (double) length;
      rates[second] +=
          height
              * switch (kind) {
                case 0 -> 1;
                case 1 -> 1 - Math.abs(2 * part - 1);
                case 2 -> Math.pow(Math.sin(Math.PI * 3 * part), 2);
                default -> (second - from) % 60 < 10 ? 1 : 0;
              };
    }
  }

  private static Trace trace(String name, int seconds, IntToDoubleFunction rate) {
    var rates = new ArrayList<Double>(seconds);
    for (var second = 0; second < seconds; second++) {
      rates.add(rate.applyAsDouble(second));
    }
    return new Trace(name, rates);
  }

  private static boolean within(int second, int from, int to) {
    return second >= from && second < to;
  }
}
