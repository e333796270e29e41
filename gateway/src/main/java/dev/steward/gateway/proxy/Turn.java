package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.gateway.balance.ServiceLoad;
import dev.steward.gateway.lane.LowLane;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * When a request that is in hand goes on: at once, or, if it is of low priority, when its service's
 * lane lets it.
 */
final class Turn implements LowLane.Passenger {
  private static final String PRIORITY = "x-steward-priority";
  private static final String LOW = "low";

  private final ServiceLoad service;
  private final ClientCall call;
  private final Detour detour;
  private final Runnable whenLeft;
  private final Dispatched request;
  private volatile boolean gone;

  /**
   * @param detour is offered the request before it goes to a pod
   * @param whenLeft run once when it has ended
   * @param request makes the request, given what it is to run when it ends
   */
  Turn(
      ServiceLoad service,
      ClientCall call,
      Detour detour,
      Runnable whenLeft,
      Function<Runnable, Dispatched> request) {
    this.service = service;
    this.call = call;
    this.detour = detour;
    this.whenLeft = whenLeft;
    this.request = request.apply(this::end);
  }

  /** Takes its turn; to be called once. */
  void take() {
    var now = System.nanoTime();
    if (LOW.equals(call.request().getHeaders().get(PRIORITY))) {
      // It waits for its turn, not for its client.
      call.request().addIdleTimeoutListener(timeout -> false);
      service.lane().enter(this, service.pods(), service.inFlight().present(), now);
    } else {
      service.lane().interactive(now);
      send();
    }
  }

  private void send() {
    if (!detour.take(request)) {
      request.passOn(OptionalInt.empty());
    }
  }

  @Override
  public void go() {
    gone = true;
    send();
  }

  @Override
  public void turnedAway() {
    request.refuse(
        ErrorCode.QUEUE_FULL,
        PRIORITY + ": requests of higher priority have the pods; try again soon");
  }

  private void end() {
    if (gone) {
      service.lane().ended();
    }
    whenLeft.run();
  }
}
