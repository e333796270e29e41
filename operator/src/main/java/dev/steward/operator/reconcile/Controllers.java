package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ApiGroup;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;

/** The controllers of services and tasks, as the framework is told of them. */
final class Controllers {

  private Controllers() {}

  /** What runs both, with a client that it doesn't close; not started. */
  static Operator of(
      OperatorSettings settings,
      KubernetesClient client,
      ServiceReconciler services,
      TaskReconciler tasks) {
    var created =
        new Operator(overrider ->
            overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .checkingCRDAndValidateLocalModel(false)
                .withConcurrentReconciliationThreads(settings.workers())
                .withReconciliationTerminationTimeout(Leadership.FINISH)
                .withCloneSecondaryResourcesWhenGettingFromCache(false));
    created.register(services, known -> configure("modelservice", settings, known));
    created.register(tasks, known -> configure("inferencetask", settings, known));
    return created;
  }

  private static void configure(
      String name, OperatorSettings settings, ControllerConfigurationOverrider<?> configuration) {
    configuration
        .withName(name)
        .withFieldManager(ApiGroup.FIELD_MANAGER)
        // An edited annotation or status is a change, too; one too many reconciles is cheap.
        .withGenerationAware(false)
        .withRetry(
            new GenericRetry()
                .withoutMaxAttempts()
                .setInitialInterval(500)
                .setIntervalMultiplier(2)
                .setMaxInterval(30_000));
    settings
        .watched()
        .ifPresentOrElse(configuration::settingNamespace, configuration::watchingAllNamespaces);
  }
}
