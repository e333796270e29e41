package dev.steward.gateway.watch;

import dev.steward.core.serving.PeerName;
import dev.steward.gateway.route.PodAddress;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows where the operators that are ready take reports. */
public final class OperatorWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorWatch.class);
  private static final String REPORTS = "reports";

  private final SharedIndexInformer<EndpointSlice> slices;

  private OperatorWatch(SharedIndexInformer<EndpointSlice> slices) {
    this.slices = slices;
  }

  /**
   * Begins to watch, and goes on trying while the API server is away.
   *
   * @param home Steward's namespace
   * @param service the Service whose slices list the operators
   */
  public static OperatorWatch start(KubernetesClient client, String home, String service) {
    var slices =
        client
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(home)
            .withLabel(RouteAssembly.SERVICE_NAME, service)
            .runnableInformer(0);
    slices.exceptionHandler((started, failure) -> {
      LOG.warn("can't watch the operators and try again: {}", failure.getMessage());
      return true;
    });
    var _ = slices.start();
    return new OperatorWatch(slices);
  }

  /** Those that are ready now. */
  public List<PodAddress> ready() {
    return slices.getStore().list().stream()
        .flatMap(slice -> RouteAssembly.ready(slice, REPORTS).stream())
        .map(address -> address.proving(Optional.of(PeerName.OPERATORS)))
        .distinct()
        .toList();
  }

  @Override
  public void close() {
    slices.stop();
  }
}
