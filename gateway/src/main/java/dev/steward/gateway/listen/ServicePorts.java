package dev.steward.gateway.listen;

import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.route.Routes;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and closes the services' own ports as the routes change. A port that can't be bound is
 * reported once and tried again each second; the others go on.
 */
public final class ServicePorts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServicePorts.class);
  private static final long RETRY_MILLIS = 1000;

  private record Open(ServiceId service, GatewayConnector.OpenPort port) {}

  private final GatewayConnector connector;
  private final Scheduler scheduler;
  private final Map<Integer, Open> open = new HashMap<>();
  private final Set<Integer> failed = new TreeSet<>();
  private Map<Integer, ServiceId> wanted = Map.of();
  private boolean retrying;

  /** Ports of a started connector. */
  public ServicePorts(GatewayConnector connector, Scheduler scheduler) {
    this.connector = connector;
    this.scheduler = scheduler;
  }

  /** Opens what these routes want and closes what they no longer want. */
  public synchronized void follow(Routes routes) {
    var next = new HashMap<Integer, ServiceId>();
    for (var route : routes.withOwnPort()) {
      next.put(route.config().port().number(), route.service());
    }
    wanted = next;
    failed.retainAll(wanted.keySet());
    closeUnwanted();
    openMissing();
  }

  /** Ports that are wanted and couldn't be bound. */
  public synchronized Set<Integer> failed() {
    return Set.copyOf(failed);
  }

  /** How many ports are open. */
  public synchronized int count() {
    return open.size();
  }

  @Override
  public synchronized void close() {
    wanted = Map.of();
    failed.clear();
    closeUnwanted();
  }

  private void closeUnwanted() {
    open.entrySet()
        .removeIf(entry -> {
          var unwanted = !entry.getValue().service().equals(wanted.get(entry.getKey()));
          if (unwanted) {
            entry.getValue().port().close();
          }
          return unwanted;
        });
  }

  private void openMissing() {
    wanted.forEach((port, service) -> {
      if (!open.containsKey(port)) {
        openOne(port, service);
      }
    });
    if (!failed.isEmpty() && !retrying) {
      retrying = true;
      scheduler.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void openOne(int port, ServiceId service) {
    try {
      open.put(port, new Open(service, connector.open(port, service)));
      if (failed.remove(port)) {
        LOG.info("port {} of {} is open now", port, service.path());
      }
    } catch (IOException e) {
      if (failed.add(port)) {
        LOG.error(
            "port {} of {} can't be opened and is tried again each second: {}",
            port,
            service.path(),
            e.getMessage());
      }
    }
  }

  private synchronized void retry() {
    retrying = false;
    openMissing();
  }
}
