package dev.steward.e2e.world;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The one cluster with the one installation that the journeys share. Every namespace is held to the
 * restricted Pod Security Standard. What it made, {@link #close} removes.
 */
public final class World implements AutoCloseable {

  private static final String VOLUME_PREFIX = "e2e-";

  private final Cluster cluster;
  private final Path models;
  private final Release release;
  private final List<String> namespaces = new CopyOnWriteArrayList<>();
  private final List<String> offered = new CopyOnWriteArrayList<>();
  private final Tenant tenant;

  private World(Cluster cluster) {
    this.cluster = cluster;
    models = ModelFolders.prepare(cluster.models());
    namespace("steward-system");
    release = new Release(cluster, "steward", "steward-system");
    release.install();
    tenant = tenant("e2e");
  }

  /** Installs Steward on the cluster that the environment names. */
  static World create() {
    return new World(Cluster.fromEnvironment());
  }

  public Cluster cluster() {
    return cluster;
  }

  /** Steward as installed for the whole cluster, with nothing but the chart's defaults. */
  public Release release() {
    return release;
  }

  /** The namespace in which most journeys happen. */
  public Tenant tenant() {
    return tenant;
  }

  /** A namespace of its own, with the models on its claim {@code models}. */
  public Tenant tenant(String name) {
    namespace(name);
    var tenant = new Tenant(cluster, name);
    offer(tenant, "models", VOLUME_PREFIX + name, models);
    return tenant;
  }

  /** A copy of {@code folder} on a claim of the shared tenant, to read from. */
  public void offer(String claim, Path folder) {
    var volume = VOLUME_PREFIX + claim;
    offered.add(volume);
    offer(tenant, claim, volume, folder);
  }

  private void offer(Tenant to, String claim, String volume, Path folder) {
    cluster.offerVolume(volume, folder);
    cluster
        .client()
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(claim)
                .withNamespace(to.namespace())
                .endMetadata()
                .withNewSpec()
                .withStorageClassName("local")
                .withVolumeName(volume)
                .withAccessModes("ReadOnlyMany")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  private void namespace(String name) {
    namespaces.add(name);
    cluster
        .client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
  }

  @Override
  public void close() {
    try (cluster) {
      for (var installed : cluster.helm().run("list", "-A", "-q").lines().toList()) {
        namespaces.forEach(namespace ->
            cluster.helm().attempt("", "uninstall", installed, "-n", namespace, "--wait"));
      }
      var client = cluster.client();
      for (var kind :
          List.of(
              "inferencetasks",
              "taskfiles",
              "modelservices",
              "servingconfigs",
              "clustercompliancepolicies",
              "compliancepolicies")) {
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName(kind + ".steward.dev")
            .delete();
      }
      namespaces.forEach(name -> client.namespaces().withName(name).delete());
      for (var name : namespaces) {
        Await.holds(
            "the end of namespace " + name,
            Await.PATIENTLY,
            () -> client.namespaces().withName(name).get() == null);
        client.persistentVolumes().withName(VOLUME_PREFIX + name).delete();
      }
      offered.forEach(volume -> client.persistentVolumes().withName(volume).delete());
    } finally {
      ModelFolders.remove(models);
    }
  }
}
