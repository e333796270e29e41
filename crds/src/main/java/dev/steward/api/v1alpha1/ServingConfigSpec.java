package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.steward.core.check.Checked;
import dev.steward.core.model.Digest;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.HoldPolicy;
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.Protocol;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.core.shard.DataSharding;
import dev.steward.core.task.ItemKind;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link ServingConfig} as it is stored. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServingConfigSpec(
    @Required @JsonPropertyDescription("Whose requests these are.") Service service,
    @Required
        @Min(GatewayPort.FIRST)
        @Max(GatewayPort.LAST)
        @JsonPropertyDescription("The service's own port at every gateway, its identity there.")
        int port,
    @Required @Size(min = 1, max = 128) @JsonPropertyDescription("What clients call the model.")
        String model,
    @Size(max = 16)
        @JsonPropertyDescription("Names by which the shared front port knows the service.")
        @Nullable List<String> hostnames,
    @Required @JsonPropertyDescription("Bounds in time.") Timeouts timeouts,
    @JsonPropertyDescription(
            "How requests wait while no pod is ready; absent: they are refused at once.")
        @Nullable Hold hold,
    @Size(max = 8)
        @ValidationRule(
            value = "self.size() == 0 || self.map(r, r.weight).sum() == 100",
            message =
                "spec.revisions: the weights don't sum to 100; the operator alone writes them")
        @JsonPropertyDescription("Who answers, by weight; none: nobody does.")
        @Nullable List<Revision> revisions,
    @JsonPropertyDescription(
            "How pods prove whose they are, in mutual TLS; absent: all speak plain HTTP.")
        @Nullable PodTls podTls,
    @JsonPropertyDescription("How batches are cut; absent: they are passed on whole.")
        @Nullable DataParts sharding,
    @Size(min = 1, max = 32)
        @JsonPropertyDescription(
            "What the model is used for, by which the items of tasks are sent: `Tensor`,"
                + " `Embedding`, `Classification`, `TokenClassification` or `ImageText`; absent: no task can use it.")
        @Nullable String task,
    @JsonPropertyDescription("What policies oblige the gateways to; absent: none governs it.")
        @Nullable Obliged policy,
    @Size(max = 2)
        @JsonPropertyDescription(
            "What pods speak: `Http`, which all do, and `Grpc`; absent: `Http` alone.")
        @Nullable List<Spoken> protocols) {

  public ServingConfigSpec {
    protocols = protocols == null ? null : List.copyOf(protocols);
    hostnames = hostnames == null ? null : List.copyOf(hostnames);
    revisions = revisions == null ? null : List.copyOf(revisions);
  }

  /** What pods speak. */
  public enum Spoken {
    Http,
    Grpc;

    /** As the domain calls it. */
    public Protocol toCore() {
      return switch (this) {
        case Http -> Protocol.HTTP;
        case Grpc -> Protocol.GRPC;
      };
    }

    private static @Nullable List<Spoken> of(ServingConfig config) {
      return config.protocols().contains(Protocol.GRPC) ? List.of(Http, Grpc) : null;
    }

    private static Set<Protocol> toCore(@Nullable List<Spoken> stored) {
      var protocols = EnumSet.of(Protocol.HTTP);
      if (stored != null) {
        stored.forEach(spoken -> protocols.add(spoken.toCore()));
      }
      return protocols;
    }
  }

  /** A ModelService, by all that tells it from others. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Service(
      @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Its namespace.")
          String namespace,
      @Required @Size(min = 1, max = 54) @JsonPropertyDescription("Its name.") String name,
      @Required @Size(min = 1, max = 64) @JsonPropertyDescription("Its uid.") String uid) {}

  /** Bounds in time. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Timeouts(
      @Required
          @Size(min = 2, max = 24)
          @JsonPropertyDescription("From dispatch to the end of the answer, like 60s.")
          String request) {}

  /** How requests wait. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Hold(
      @Required
          @Min(1)
          @Max(100_000)
          @JsonPropertyDescription("Requests that wait at once, at each gateway.")
          int requests,
      @Required @Min(1) @JsonPropertyDescription("Bytes of their bodies that are kept at once.")
          long bytes,
      @Required
          @Size(min = 2, max = 24)
          @JsonProperty("wait")
          @JsonPropertyDescription("How long one waits, like 120s.")
          String patience) {

    private static Hold of(HoldPolicy hold) {
      return new Hold(hold.requests(), hold.bytes(), GoDuration.text(hold.patience()));
    }
  }

  /** A part of the traffic. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Revision(
      @Required @Size(min = 1, max = 63) @JsonPropertyDescription("The revision.") String name,
      @Required @Min(0) @Max(100) @JsonPropertyDescription("Percent of the requests.") int weight,
      @Required
          @Size(min = 1, max = 63)
          @JsonPropertyDescription(
              "The headless Service in the service's namespace whose slices list its pods; of"
                  + " several pools the nearest one's.")
          String endpoints,
      @JsonPropertyDescription(
              "Where requests go when the nearest pods are full; absent: it has one pool.")
          @Nullable Spill spill,
      @Size(min = 71, max = 71)
          @JsonPropertyDescription("Digest of the model's bytes; absent: none is pinned.")
          @Nullable String modelDigest,
      @Size(min = 71, max = 71)
          @JsonPropertyDescription("Digest of the runtime's image; absent: it is named by a tag.")
          @Nullable String imageDigest) {

    private static Revision of(ServingConfig.Revision revision) {
      return new Revision(
          revision.name(),
          revision.weight(),
          revision.endpoints(),
          revision.spill().map(spill -> new Spill(spill.room(), spill.farther())).orElse(null),
          revision.made().model().map(Digest::text).orElse(null),
          revision.made().image().map(Digest::text).orElse(null));
    }

    private ServingConfig.Revision toCore() {
      return new ServingConfig.Revision(
          name,
          weight,
          endpoints,
          Optional.ofNullable(spill)
              .map(stored -> new ServingConfig.Spill(stored.room(), stored.farther())),
          new ServingConfig.Ingredients(
              digest("spec.revisions: modelDigest", modelDigest),
              digest("spec.revisions: imageDigest", imageDigest)));
    }

    private static Optional<Digest> digest(String field, @Nullable String text) {
      return Optional.ofNullable(text)
          .map(stored ->
              Digest.parse(field, stored)
                  .orThrow(wrong -> new IllegalArgumentException(wrong.message())));
    }
  }

  /** How requests go on to farther pools. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Spill(
      @Required
          @Min(1)
          @Max(100_000)
          @JsonPropertyDescription("Requests that a pod has in hand before it counts as full.")
          int room,
      @Required
          @Size(min = 1, max = ServingConfig.Spill.MOST_POOLS - 1)
          @JsonPropertyDescription(
              "The headless Services whose slices list the pods of the other pools, the nearer"
                  + " first.")
          List<String> farther) {

    public Spill {
      farther = List.copyOf(farther);
    }
  }

  /** How pods prove whose they are. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PodTls(
      @Required
          @Size(min = 1, max = 253)
          @JsonPropertyDescription("The name that their certificate must prove.")
          String name,
      @Size(max = 32)
          @JsonPropertyDescription(
              "Revisions from before pods had certificates, served in plain HTTP.")
          @Nullable List<String> plain) {

    public PodTls {
      plain = plain == null ? null : List.copyOf(plain);
    }

    private static PodTls of(ServingConfig.PodTls tls) {
      return new PodTls(
          tls.name().dns(), tls.plain().isEmpty() ? null : tls.plain().stream().sorted().toList());
    }

    private ServingConfig.PodTls toCore() {
      return new ServingConfig.PodTls(
          new PeerName(name), plain == null ? Set.of() : new HashSet<>(plain));
    }
  }

  /** How batches are cut along their first axis. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record DataParts(
      @Required
          @Min(DataSharding.FEWEST)
          @Max(DataSharding.MOST)
          @JsonPropertyDescription("Into how many parts at most.")
          int parts,
      @Required @JsonPropertyDescription("What becomes of the answered rows.")
          Sharding.Aggregate aggregate) {}

  /** The stored form of {@code config}. */
  public static ServingConfigSpec of(ServingConfig config) {
    return new ServingConfigSpec(
        new Service(config.service().namespace(), config.service().name(), config.service().uid()),
        config.port().number(),
        config.model(),
        config.hostnames(),
        new Timeouts(GoDuration.text(config.timeout())),
        config.hold().map(Hold::of).orElse(null),
        config.revisions().stream().map(Revision::of).toList(),
        config.podTls().map(PodTls::of).orElse(null),
        config
            .sharding()
            .map(sharding ->
                new DataParts(sharding.parts(), Sharding.Aggregate.of(sharding.aggregate())))
            .orElse(null),
        config.items().map(ItemKind::text).orElse(null),
        config.obligations().map(Obliged::of).orElse(null),
        Spoken.of(config));
  }

  /** What is stored, or the first thing that is wrong with it. */
  Checked<ServingConfig> toCore() {
    try {
      return Checked.valid(
          new ServingConfig(
              new ServiceId(service.namespace(), service.name(), service.uid()),
              new GatewayPort(port),
              model,
              hostnames == null ? List.of() : hostnames,
              duration("spec.timeouts.request", timeouts.request()),
              hold == null
                  ? Optional.empty()
                  : Optional.of(
                      new HoldPolicy(
                          hold.requests(),
                          hold.bytes(),
                          duration("spec.hold.wait", hold.patience()))),
              revisions == null ? List.of() : revisions.stream().map(Revision::toCore).toList(),
              Optional.ofNullable(podTls).map(PodTls::toCore),
              Optional.ofNullable(sharding)
                  .map(parts -> new DataSharding(parts.parts(), parts.aggregate().toCore())),
              Optional.ofNullable(task).flatMap(ItemKind::of),
              Optional.ofNullable(policy).map(Obliged::toCore),
              Spoken.toCore(protocols)));
    } catch (IllegalArgumentException e) {
      return Checked.invalid(
          "spec", String.valueOf(e.getMessage()), "let the operator write this object");
    }
  }

  private static Duration duration(String field, String text) {
    return GoDuration.parse(field, text)
        .orThrow(violation -> new IllegalArgumentException(violation.message()));
  }
}
