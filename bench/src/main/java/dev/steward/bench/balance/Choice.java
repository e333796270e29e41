package dev.steward.bench.balance;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Who gets the next request. */
interface Choice {

  /** A place at a pod; it is given back when the request is done. */
  interface Place {
    int pod();

    void giveBack();
  }

  Place next();

  /** One after the other. */
  static Choice roundRobin(int pods) {
    var turn = new AtomicInteger();
    return () -> at(Math.floorMod(turn.getAndIncrement(), pods));
  }

  /** Any, each as likely as the others. */
  static Choice random(int pods, long seed) {
    var random = new SplittableRandom(seed);
    return () -> at(random.nextInt(pods));
  }

  private static Place at(int pod) {
    return new Place() {
      @Override
      public int pod() {
        return pod;
      }

      @Override
      public void giveBack() {}
    };
  }
}
