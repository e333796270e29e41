package dev.steward.core.serving;

import dev.steward.core.model.Digest;
import dev.steward.core.policy.Obligations;
import dev.steward.core.shard.DataSharding;
import dev.steward.core.task.ItemKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One service as the gateways see it.
 *
 * @param service whose requests these are
 * @param port the service's own port at every gateway, which is its identity there: a request that
 *     arrived on it is for this service, whatever its headers say
 * @param model the name that clients use in paths and bodies
 * @param hostnames names by which the shared front port knows this service; may be empty
 * @param timeout from dispatch to the end of the answer
 * @param hold how requests wait while no pod is ready; empty: they are refused at once, for nobody
 *     would start one
 * @param revisions who answers, by weight; weights sum to 100, or the list is empty and nobody does
 * @param podTls how pods prove whose they are; empty: all speak plain HTTP, as in one process
 * @param sharding how batches are cut; empty: they are passed on whole
 * @param items how the items of tasks are sent; empty: no task can use it
 * @param obligations what policies oblige the gateways to; empty: none governs it
 * @param protocols what its pods speak; always HTTP
 */
public record ServingConfig(
    ServiceId service,
    GatewayPort port,
    String model,
    List<String> hostnames,
    Duration timeout,
    Optional<HoldPolicy> hold,
    List<Revision> revisions,
    Optional<PodTls> podTls,
    Optional<DataSharding> sharding,
    Optional<ItemKind> items,
    Optional<Obligations> obligations,
    Set<Protocol> protocols) {

  private static final Set<Protocol> HTTP_ALONE = Set.of(Protocol.HTTP);

  public ServingConfig {
    protocols = Set.copyOf(protocols);
    if (!protocols.contains(Protocol.HTTP)) {
      throw new IllegalArgumentException(service.path() + " speaks HTTP, whatever else");
    }
    hostnames = List.copyOf(hostnames);
    revisions = List.copyOf(revisions);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a timeout is positive: " + timeout);
    }
    var weights = revisions.stream().mapToInt(Revision::weight).sum();
    if (!revisions.isEmpty() && weights != 100) {
      throw new IllegalArgumentException(
          "the weights of " + service.path() + " sum to " + weights + ", not to 100");
    }
  }

  /** A service whose pods speak HTTP alone. */
  public ServingConfig(
      ServiceId service,
      GatewayPort port,
      String model,
      List<String> hostnames,
      Duration timeout,
      Optional<HoldPolicy> hold,
      List<Revision> revisions,
      Optional<PodTls> podTls,
      Optional<DataSharding> sharding,
      Optional<ItemKind> items,
      Optional<Obligations> obligations) {
    this(
        service,
        port,
        model,
        hostnames,
        timeout,
        hold,
        revisions,
        podTls,
        sharding,
        items,
        obligations,
        HTTP_ALONE);
  }

  /** A service whose pods speak plain HTTP, and whose requests are passed on whole. */
  public ServingConfig(
      ServiceId service,
      GatewayPort port,
      String model,
      List<String> hostnames,
      Duration timeout,
      Optional<HoldPolicy> hold,
      List<Revision> revisions) {
    this(
        service,
        port,
        model,
        hostnames,
        timeout,
        hold,
        revisions,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same service with its requests led elsewhere. */
  public ServingConfig leadingTo(List<Revision> others) {
    return new ServingConfig(
        service,
        port,
        model,
        hostnames,
        timeout,
        hold,
        others,
        podTls,
        sharding,
        items,
        obligations,
        protocols);
  }

  /** The same service with its tasks' items sent like this. */
  public ServingConfig taking(ItemKind kind) {
    return new ServingConfig(
        service,
        port,
        model,
        hostnames,
        timeout,
        hold,
        revisions,
        podTls,
        sharding,
        Optional.of(kind),
        obligations,
        protocols);
  }

  /** The same service with its batches cut like this. */
  public ServingConfig cuttingBy(DataSharding how) {
    return new ServingConfig(
        service,
        port,
        model,
        hostnames,
        timeout,
        hold,
        revisions,
        podTls,
        Optional.of(how),
        items,
        obligations,
        protocols);
  }

  /** The same service under policies that ask for this. */
  public ServingConfig obliging(Obligations asked) {
    return new ServingConfig(
        service,
        port,
        model,
        hostnames,
        timeout,
        hold,
        revisions,
        podTls,
        sharding,
        items,
        Optional.of(asked),
        protocols);
  }

  /** The same service whose pods speak these. */
  public ServingConfig speaking(Set<Protocol> spoken) {
    return new ServingConfig(
        service,
        port,
        model,
        hostnames,
        timeout,
        hold,
        revisions,
        podTls,
        sharding,
        items,
        obligations,
        spoken);
  }

  /** What a request is computed with, as far as that is so whichever revision it goes to. */
  public Ingredients ingredients() {
    var made =
        revisions.stream()
            .filter(revision -> revision.weight() > 0)
            .map(Revision::made)
            .reduce(Ingredients::inCommon);
    return made.orElse(Ingredients.UNPINNED);
  }

  /** The revision of that name, if requests are led to it. */
  public Optional<Revision> revision(String name) {
    return revisions.stream().filter(revision -> revision.name().equals(name)).findFirst();
  }

  /** What the pods of a revision must prove; empty if they speak plain HTTP. */
  public Optional<PeerName> peer(String revision) {
    return podTls.filter(tls -> !tls.plain().contains(revision)).map(PodTls::name);
  }

  /**
   * How a service's pods prove whose they are.
   *
   * @param name what their certificate proves
   * @param plain revisions from before Steward gave pods certificates: they are served in plain
   *     HTTP until they are replaced, for an upgrade restarts no model
   */
  public record PodTls(PeerName name, Set<String> plain) {
    public PodTls {
      plain = Set.copyOf(plain);
    }
  }

  /**
   * A part of the service's traffic.
   *
   * @param name the revision's name, such as {@code minilm-5d9c7f2b}
   * @param weight percent of the requests, 0 to 100
   * @param endpoints where its pods are listed: in a cluster the headless Service, in the service's
   *     namespace, whose EndpointSlices name them; of several pools the nearest one's
   * @param spill where its requests go when the nearest pods are full; empty: it has one pool
   * @param made what its pods are made from, as far as it is pinned
   */
  public record Revision(
      String name, int weight, String endpoints, Optional<Spill> spill, Ingredients made) {
    public Revision {
      if (weight < 0 || weight > 100) {
        throw new IllegalArgumentException("a weight is 0 to 100 percent: " + weight);
      }
    }

    /** A revision with one pool, of which nothing is pinned. */
    public Revision(String name, int weight, String endpoints) {
      this(name, weight, endpoints, Optional.empty());
    }

    /** A revision of which nothing is pinned. */
    public Revision(String name, int weight, String endpoints, Optional<Spill> spill) {
      this(name, weight, endpoints, spill, Ingredients.UNPINNED);
    }

    /** Where the pods of each pool are listed, the nearest first. */
    public List<String> pools() {
      return Stream.concat(
              Stream.of(endpoints), spill.map(Spill::farther).orElse(List.of()).stream())
          .toList();
    }
  }

  /**
   * What the pods of a revision are made from, as records of requests name it.
   *
   * @param model digest of the model's bytes; empty: the service pins none
   * @param image digest of the runtime's image; empty: it is named by a tag
   */
  public record Ingredients(Optional<Digest> model, Optional<Digest> image) {

    /** Nothing is pinned. */
    public static final Ingredients UNPINNED = new Ingredients(Optional.empty(), Optional.empty());

    /** What is the same in both. */
    public Ingredients inCommon(Ingredients other) {
      return new Ingredients(
          model.filter(digest -> other.model.equals(Optional.of(digest))),
          image.filter(digest -> other.image.equals(Optional.of(digest))));
    }
  }

  /**
   * How requests go on to farther pools.
   *
   * @param room requests that a pod has in hand before it counts as full, 1 or more
   * @param farther where the pods of the other pools are listed, the nearer first; never empty
   */
  public record Spill(int room, List<String> farther) {

    /** Pools that a revision has at most, the nearest one included. */
    public static final int MOST_POOLS = 8;

    public Spill {
      farther = List.copyOf(farther);
      if (room < 1) {
        throw new IllegalArgumentException("a pod has room for 1 request or more: " + room);
      }
      if (farther.isEmpty() || farther.size() >= MOST_POOLS) {
        throw new IllegalArgumentException(
            "there are 1 to %d farther pools: %d".formatted(MOST_POOLS - 1, farther.size()));
      }
    }
  }
}
