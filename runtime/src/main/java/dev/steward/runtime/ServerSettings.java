package dev.steward.runtime;

import static java.util.Objects.requireNonNull;

import dev.steward.runtime.engine.DeviceWish;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.web.HttpLimits;
import dev.steward.store.Places;
import dev.steward.tracing.Tracing;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and within what bounds a server runs.
 *
 * @param host address to listen on
 * @param port for inference; 0 means a free one
 * @param adminPort for probes and metrics; 0 means a free one
 * @param places of models
 * @param device where models are to be computed
 * @param tls folder with the credentials by which the port for inference admits gateways alone;
 *     empty: it speaks plain HTTP to everybody
 * @param grpc for inference over gRPC, within the same TLS; empty: no port is opened for it
 * @param tracing told of each request as a span; whoever starts the server closes it afterwards
 */
public record ServerSettings(
    String host,
    int port,
    int adminPort,
    Places places,
    PoolSettings pool,
    HttpLimits limits,
    DrainSettings drain,
    DeviceWish device,
    Optional<Path> tls,
    Optional<Grpc> grpc,
    Tracing tracing) {

  /**
   * Where gRPC is spoken.
   *
   * @param host address to listen on
   * @param port 0 means a free one
   */
  public record Grpc(String host, int port) {
    public Grpc {
      requireNonNull(host, "host");
    }
  }

  public ServerSettings {
    requireNonNull(host, "host");
    requireNonNull(places, "places");
    requireNonNull(pool, "pool");
    requireNonNull(limits, "limits");
    requireNonNull(drain, "drain");
    requireNonNull(device, "device");
    requireNonNull(tls, "tls");
    requireNonNull(grpc, "grpc");
    requireNonNull(tracing, "tracing");
  }

  /** Sized for this machine. */
  public static ServerSettings forThisMachine(String host, int port, int adminPort, Places places) {
    var machine = Runtime.getRuntime();
    return new ServerSettings(
        host,
        port,
        adminPort,
        places,
        PoolSettings.forCores(machine.availableProcessors()),
        HttpLimits.forHeap(machine.maxMemory()),
        DrainSettings.DEFAULT,
        DeviceWish.AUTO,
        Optional.empty(),
        Optional.empty(),
        Tracing.off());
  }

  /** The same with other bounds for clients. */
  public ServerSettings withLimits(HttpLimits other) {
    return new ServerSettings(
        host, port, adminPort, places, pool, other, drain, device, tls, grpc, tracing);
  }

  /** The same with another pool. */
  public ServerSettings withPool(PoolSettings other) {
    return new ServerSettings(
        host, port, adminPort, places, other, limits, drain, device, tls, grpc, tracing);
  }

  /** The same with another drain. */
  public ServerSettings withDrain(DrainSettings other) {
    return new ServerSettings(
        host, port, adminPort, places, pool, limits, other, device, tls, grpc, tracing);
  }

  /** The same with another wish for where models are computed. */
  public ServerSettings withDevice(DeviceWish other) {
    return new ServerSettings(
        host, port, adminPort, places, pool, limits, drain, other, tls, grpc, tracing);
  }

  /**
   * The same with the port for inference open to gateways alone, by the credentials of a folder.
   */
  public ServerSettings withTls(Path folder) {
    return new ServerSettings(
        host,
        port,
        adminPort,
        places,
        pool,
        limits,
        drain,
        device,
        Optional.of(folder),
        grpc,
        tracing);
  }

  /** The same with a port for gRPC beside the others; 0 means a free one. */
  public ServerSettings withGrpcPort(int other) {
    return withGrpc(new Grpc(host, other));
  }

  /** The same with a port for gRPC. */
  public ServerSettings withGrpc(Grpc other) {
    return new ServerSettings(
        host,
        port,
        adminPort,
        places,
        pool,
        limits,
        drain,
        device,
        tls,
        Optional.of(other),
        tracing);
  }

  /** The same with others who are told. */
  public ServerSettings withTracing(Tracing other) {
    return new ServerSettings(
        host, port, adminPort, places, pool, limits, drain, device, tls, grpc, other);
  }
}
