package dev.steward.e2e.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.e2e.world.ServiceView.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers every service of a namespace that was Ready at any moment, however short. */
public final class ReadyWatch implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Set<String> everReady = ConcurrentHashMap.newKeySet();
  private final Watch watch;

  public ReadyWatch(Tenant tenant) {
    watch =
        tenant
            .services()
            .watch(
                new Watcher<GenericKubernetesResource>() {
                  @Override
                  public void eventReceived(Action action, GenericKubernetesResource service) {
                    if (new ServiceView(JSON.valueToTree(service))
                        .condition("Ready")
                        .filter(Condition::isTrue)
                        .isPresent()) {
                      everReady.add(service.getMetadata().getName());
                    }
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    throw new IllegalStateException("the watch of ModelServices broke", cause);
                  }
                });
  }

  /** Names of services that were Ready since the watch began. */
  public Set<String> everReady() {
    return Set.copyOf(everReady);
  }

  @Override
  public void close() {
    watch.close();
  }
}
