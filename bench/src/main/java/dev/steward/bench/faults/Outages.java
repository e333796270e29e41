package dev.steward.bench.faults;

import dev.steward.bench.faults.away.Mood;
import java.util.List;
import java.util.Random;

/**
 * Puts into the steps of a story that others are away meanwhile. They are back before the last
 * answers of the story: what it says afterwards, they must have heard.
 */
final class Outages {
  private Outages() {}

  /** The receiver is in one bad mood after another, and what happens next does so amid a post. */
  static void ofReceiver(List<Step> steps, Random chance) {
    var part = Part.of(steps, chance);
    steps.add(part.end(), new Step.Receiving(Mood.WELL));
    turn(steps, part.begin() + chance.nextInt(part.end() - part.begin() + 1), chance);
    turn(steps, part.begin(), chance);
  }

  private static void turn(List<Step> steps, int at, Random chance) {
    if (isRunning(steps.subList(0, at))) {
      steps.add(at, new Step.AwaitPost());
    }
    steps.add(at, new Step.Receiving(mood(chance)));
  }

  private static boolean isRunning(List<Step> before) {
    return before.lastIndexOf(new Step.Start()) > lastEnd(before);
  }

  private static int lastEnd(List<Step> steps) {
    var end = steps.size() - 1;
    while (end >= 0 && !endsGateway(steps.get(end))) {
      end--;
    }
    return end;
  }

  private static boolean endsGateway(Step step) {
    return step instanceof Step.Kill || step instanceof Step.PowerCut || step instanceof Step.Stop;
  }

  /** The receiver is well, and the gateway ends as it learns that its records are taken. */
  static void ofNobody(List<Step> steps) {
    var last = lastEnd(steps.subList(0, steps.lastIndexOf(new Step.Start())));
    steps.add(last, new Step.AwaitPost());
  }

  /** The object store is killed and started again. */
  static void ofStore(List<Step> steps, Random chance) {
    var part = Part.of(steps, chance);
    steps.add(part.end(), new Step.StoreReturns());
    steps.add(part.begin(), new Step.StoreEnds());
  }

  /** A bad one. */
  static Mood mood(Random chance) {
    var moods = Mood.values();
    return moods[1 + chance.nextInt(moods.length - 1)];
  }

  /** Some of a story's steps: from one on up to another, which isn't among them. */
  private record Part(int begin, int end) {

    /** Its first step isn't among them; the last start may be. */
    static Part of(List<Step> steps, Random chance) {
      var latest = steps.lastIndexOf(new Step.Start());
      var end = 2 + chance.nextInt(latest);
      return new Part(1 + chance.nextInt(end - 1), end);
    }
  }
}
