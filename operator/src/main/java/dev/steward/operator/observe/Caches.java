package dev.steward.operator.observe;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.core.serving.ServiceId;
import dev.steward.operator.group.GroupNames;
import dev.steward.operator.group.Member;
import dev.steward.operator.plan.ClientEndpoints;
import dev.steward.operator.plan.DeviceApi;
import dev.steward.operator.plan.GatewayEndpoint;
import dev.steward.operator.plan.Names;
import dev.steward.operator.plan.NodeFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The informers: what the operator made, by label; the gateways' pods, whose change concerns every
 * service; and the nodes, where the operator may see them, which nothing is reconciled for.
 */
public final class Caches {

  private static final String BY_HOSTNAME = "hostname";

  private final IndexerResourceCache<ModelService> services;
  private final List<InformerEventSource<? extends HasMetadata, ModelService>> owned =
      new ArrayList<>();
  private final InformerEventSource<? extends HasMetadata, ModelService> credentials;
  private final InformerEventSource<ServingConfigResource, ModelService> servingConfigs;
  private final InformerEventSource<Pod, ModelService> pods;
  private final InformerEventSource<Pod, ModelService> inspections;
  private final InformerEventSource<EndpointSlice, ModelService> addedSlices;
  private final InformerEventSource<Pod, ModelService> gateways;
  private final SimpleInboundEventSource<ModelService> woken = new SimpleInboundEventSource<>();
  private final Optional<SharedIndexInformer<Node>> nodes;

  /**
   * Prepares the informers; the SDK starts all but the nodes'.
   *
   * @param stewardNamespace where gateways and ServingConfigs are
   * @param devices dynamic resource allocation, where the API server has it
   * @param credentials the kind of object by which a service's pods get theirs
   */
  public Caches(
      EventSourceContext<ModelService> context,
      String stewardNamespace,
      Scope scope,
      Optional<DeviceApi> devices,
      Class<? extends HasMetadata> credentials) {
    services = context.getPrimaryCache();
    services.addIndexers(Map.of(BY_HOSTNAME, service -> hostname(service).stream().toList()));
    own(context, ServiceAccount.class, Names.OURS);
    // Of the Secrets only those for pods: the rest of Steward's are no service's.
    this.credentials = beside(context, credentials, Names.OURS + "," + Names.SERVICE);
    owned.add(this.credentials);
    own(context, NetworkPolicy.class, Names.OURS);
    // Kubernetes copies a template's labels to what it keeps of a StatefulSet.
    own(context, ControllerRevision.class, Names.OURS + ",!" + GroupNames.GROUP);
    own(context, Service.class, Names.OURS);
    own(context, Deployment.class, Names.OURS);
    own(context, StatefulSet.class, Names.OURS);
    own(context, PodDisruptionBudget.class, Names.OURS);
    devices.ifPresent(api -> own(context, api.template(), Names.OURS));
    // Kubernetes copies a Service's labels to the slices it makes; those are its own affair.
    own(
        context,
        EndpointSlice.class,
        Names.OURS + ",endpointslice.kubernetes.io/managed-by=" + Names.STEWARD);
    addedSlices =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(EndpointSlice.class, ModelService.class)
                .withName("added-slices")
                .withLabelSelector(ClientEndpoints.ADDED)
                .withSecondaryToPrimaryMapper(Caches::serviceLedFrom)
                .build(),
            context);
    servingConfigs =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(ServingConfigResource.class, ModelService.class)
                .withNamespaces(stewardNamespace)
                .withLabelSelector(Names.OURS)
                .withSecondaryToPrimaryMapper(Caches::serviceElsewhere)
                .build(),
            context);
    owned.add(servingConfigs);
    pods =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Pod.class, ModelService.class)
                .withName("pods")
                .withLabelSelector(Names.OURS + "," + Names.REVISION)
                .withSecondaryToPrimaryMapper(Caches::serviceBeside)
                .build(),
            context);
    inspections =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Pod.class, ModelService.class)
                .withName("inspections")
                .withLabelSelector(Names.OURS + "," + Names.INSPECTION)
                .withSecondaryToPrimaryMapper(Caches::serviceBeside)
                .build(),
            context);
    owned.add(inspections);
    gateways =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Pod.class, ModelService.class)
                .withName("gateways")
                .withNamespaces(stewardNamespace)
                .withLabelSelector(Names.GATEWAYS)
                .withOnUpdateFilter((now, before) -> !endpoint(now).equals(endpoint(before)))
                .withSecondaryToPrimaryMapper(gateway -> everyService())
                .build(),
            context);
    nodes =
        switch (scope) {
          case CLUSTER -> Optional.of(context.getClient().nodes().runnableInformer(0));
          case NAMESPACE -> Optional.empty();
        };
    nodes.ifPresent(informer -> informer.start());
  }

  /** What the operator may see. */
  public enum Scope {
    /** All namespaces, and the nodes. */
    CLUSTER,
    /** One namespace. */
    NAMESPACE
  }

  private <R extends HasMetadata> void own(
      EventSourceContext<ModelService> context, Class<R> kind, String selector) {
    owned.add(beside(context, kind, selector));
  }

  private static <R extends HasMetadata> InformerEventSource<R, ModelService> beside(
      EventSourceContext<ModelService> context, Class<R> kind, String selector) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, ModelService.class)
            .withLabelSelector(selector)
            .withSecondaryToPrimaryMapper(Caches::serviceBeside)
            .build(),
        context);
  }

  /** What the SDK is to start and to be woken by. */
  public List<EventSource<?, ModelService>> eventSources() {
    var sources = new ArrayList<EventSource<?, ModelService>>(owned);
    sources.add(pods);
    sources.add(addedSlices);
    sources.add(gateways);
    sources.add(woken);
    return sources;
  }

  /** Has every service looked at: what isn't in these caches has changed. */
  public void wakeAll() {
    everyService().forEach(woken::propagateEvent);
  }

  /** Has one service looked at. */
  public void wake(ModelService service) {
    woken.propagateEvent(ResourceID.fromResource(service));
  }

  /** What the pods of all services get their credentials by, of this kind. */
  public <R extends HasMetadata> Stream<R> credentials(Class<R> kind) {
    return credentials.list(any -> true).filter(kind::isInstance).map(kind::cast);
  }

  /** Ends what the SDK doesn't know of. */
  public void close() {
    nodes.ifPresent(SharedIndexInformer::stop);
  }

  List<HasMetadata> owned(ModelService service) {
    return owned.stream()
        .flatMap(source -> source.getSecondaryResources(service).stream())
        .map(HasMetadata.class::cast)
        .toList();
  }

  /** Every service. */
  public List<ModelService> services() {
    return services.list(service -> true).toList();
  }

  /** One service as it is now; empty once it is gone, whatever has its name. */
  public Optional<ModelService> service(ServiceId id) {
    return services
        .get(new ResourceID(id.name(), id.namespace()))
        .filter(service -> service.getMetadata().getUid().equals(id.uid()));
  }

  /** Slices that name a service's Service, and that neither the operator nor a selector made. */
  public List<EndpointSlice> addedSlices(ModelService service) {
    return List.copyOf(addedSlices.getSecondaryResources(service));
  }

  /** The pods of a service, of all its revisions. */
  public List<PodFacts> pods(ModelService service) {
    return pods.getSecondaryResources(service).stream().map(PodFacts::of).toList();
  }

  /** The services that have pods which don't answer, with those pods. */
  public List<UnreadyPods> unreadyPods() {
    var unready = new HashMap<ResourceID, List<UnreadyPod>>();
    pods.list(pod -> true)
        .forEach(pod ->
            UnreadyPod.of(pod)
                .ifPresent(found ->
                    serviceBeside(pod)
                        .forEach(service ->
                            unready.computeIfAbsent(service, _ -> new ArrayList<>()).add(found))));
    return unready.entrySet().stream()
        .flatMap(each ->
            services
                .get(each.getKey())
                .map(service -> new UnreadyPods(service, each.getValue()))
                .stream())
        .toList();
  }

  /** The pods of a service that aren't on their way out, and what they bear of policies. */
  public List<MarkedPod> markedPods(ModelService service) {
    return pods.getSecondaryResources(service).stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .map(MarkedPod::of)
        .toList();
  }

  /** The pods that read the facts of a service's model. */
  List<InspectionPodFacts> inspections(ModelService service) {
    return inspections.getSecondaryResources(service).stream()
        .map(InspectionPodFacts::of)
        .flatMap(Optional::stream)
        .toList();
  }

  /** The members of all groups there are, of every service. */
  List<Member> members() {
    return pods.list(pod -> true).flatMap(pod -> MemberFacts.of(pod).stream()).toList();
  }

  /** The gateways' pods that have an address. */
  public List<GatewayPod> gateways() {
    return gateways
        .list(pod -> true)
        .flatMap(pod ->
            endpoint(pod)
                .map(endpoint -> new GatewayPod(pod.getMetadata().getName(), endpoint))
                .stream())
        .toList();
  }

  /** A gateway's pod as it is stored; empty once it is gone. */
  public Optional<Pod> gateway(String name) {
    return gateways.list(pod -> pod.getMetadata().getName().equals(name)).findFirst();
  }

  /** The addresses of gateways that are barred from a service, as it is stored. */
  public Set<String> barred(ModelService service) {
    return owned(service).stream()
        .filter(EndpointSlice.class::isInstance)
        .flatMap(slice -> ClientEndpoints.barred((EndpointSlice) slice).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The nodes, as far as they may be seen and have been read. */
  Optional<List<NodeFacts>> nodes() {
    return nodes
        .filter(SharedIndexInformer::hasSynced)
        .map(informer -> informer.getStore().list().stream().map(NodeFacts::of).toList());
  }

  /** The uids of all services. */
  public Set<String> uids() {
    return services
        .list(service -> true)
        .map(service -> service.getMetadata().getUid())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The services that ask for a hostname. */
  Stream<ModelService> withHostname(String hostname) {
    return services.byIndex(BY_HOSTNAME, hostname).stream();
  }

  /** Every stored ServingConfig. */
  public Stream<ServingConfigResource> servingConfigs() {
    return servingConfigs.list(config -> true);
  }

  /** What the gateways are told of a service, as far as the cache knows it. */
  Stream<ServingConfigResource> servingConfigs(ModelService service) {
    return servingConfigs.getSecondaryResources(service).stream();
  }

  /** The service that a ServingConfig was made for, as far as the cache knows it. */
  public Optional<ModelService> serviceOf(ServingConfigResource config) {
    var service = config.getSpec().service();
    return services.get(new ResourceID(service.name(), service.namespace()));
  }

  static Optional<String> hostname(ModelService service) {
    return Optional.ofNullable(service.getSpec())
        .flatMap(spec -> Optional.ofNullable(spec.exposure()))
        .flatMap(exposure -> Optional.ofNullable(exposure.hostname()));
  }

  private Set<ResourceID> everyService() {
    return services
        .list(service -> true)
        .map(ResourceID::fromResource)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** By label and by owner: whoever edits one of the two still leads to the service. */
  private static Set<ResourceID> serviceBeside(HasMetadata object) {
    var metadata = object.getMetadata();
    var owners =
        metadata.getOwnerReferences().stream()
            .filter(reference -> reference.getKind().equals("ModelService"))
            .map(OwnerReference::getName);
    return Stream.concat(owners, label(object, Names.SERVICE).stream())
        .map(name -> new ResourceID(name, metadata.getNamespace()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Clients' Services are called as their ModelServices are. */
  private static Set<ResourceID> serviceLedFrom(EndpointSlice slice) {
    return label(slice, ClientEndpoints.SERVICE_NAME)
        .map(name -> Set.of(new ResourceID(name, slice.getMetadata().getNamespace())))
        .orElse(Set.of());
  }

  /** By label and by content, for the same reason. */
  private static Set<ResourceID> serviceElsewhere(ServingConfigResource config) {
    var labelled =
        label(config, Names.SERVICE)
            .flatMap(name ->
                label(config, Names.SERVICE_NAMESPACE)
                    .map(namespace -> new ResourceID(name, namespace)));
    var service = config.getSpec().service();
    return Stream.concat(
            labelled.stream(), Stream.of(new ResourceID(service.name(), service.namespace())))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Optional<String> label(HasMetadata object, String label) {
    return Optional.ofNullable(object.getMetadata().getLabels())
        .flatMap(labels -> Optional.ofNullable(labels.get(label)));
  }

  private static Optional<GatewayEndpoint> endpoint(Pod pod) {
    return GatewayPods.endpoint(pod);
  }
}
