package dev.steward.gateway.proxy;

import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.balance.ServiceLoad;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.StartingPod;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Asks starting pods whether they are ready while requests wait for them: the kubelet asks once a
 * second, and what it sees takes two watches to come here.
 *
 * <p>A pod is asked by one request at a time, the next one {@value #PAUSE_MILLIS} ms after the last
 * one's answer, and no longer than requests wait and the pod is listed as starting.
 */
final class StartingPods {
  static final long PAUSE_MILLIS = 20;
  private static final long PATIENCE_MILLIS = 1000;
  private static final String READY = "/readyz";

  private final HttpClient client;
  private final Function<ServiceId, Optional<ServiceLoad>> services;
  private final BiConsumer<ServiceId, PodAddress> whenReady;
  private final Set<PodAddress> asked = ConcurrentHashMap.newKeySet();

  /**
   * @param services as they are now
   * @param whenReady told once of each pod that is
   */
  StartingPods(
      HttpClient client,
      Function<ServiceId, Optional<ServiceLoad>> services,
      BiConsumer<ServiceId, PodAddress> whenReady) {
    this.client = client;
    this.services = services;
    this.whenReady = whenReady;
  }

  /** Asks the pods that requests of this service wait for, unless they are asked already. */
  void ask(ServiceLoad service) {
    if (service.room().isEmpty()) {
      return;
    }
    for (var pod : service.unseen()) {
      if (asked.add(pod.address())) {
        ask(service.route().service(), pod);
      }
    }
  }

  private void ask(ServiceId service, StartingPod pod) {
    client
        .newRequest(pod.address().host(), pod.adminPort())
        .path(READY)
        .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .send(result -> answered(service, pod, result));
  }

  private void answered(ServiceId service, StartingPod pod, Result result) {
    if (result.isSucceeded() && HttpStatus.isSuccess(result.getResponse().getStatus())) {
      asked.remove(pod.address());
      whenReady.accept(service, pod.address());
    } else if (isWanted(service, pod)) {
      var _ =
          client
              .getScheduler()
              .schedule(() -> ask(service, pod), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      asked.remove(pod.address());
    }
  }

  private boolean isWanted(ServiceId id, StartingPod pod) {
    return client.isRunning()
        && services
            .apply(id)
            .filter(service -> !service.room().isEmpty() && service.unseen().contains(pod))
            .isPresent();
  }
}
