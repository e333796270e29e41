package dev.steward.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.gateway.http.AdminServer;
import dev.steward.gateway.http.Readiness;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command asks for, a gateway gives. */
class GatewayVolumeTest {

  @TempDir Path folder;

  /** Stands for the forwarded port: both ends are on this machine's loopback. */
  private record Straight(int port) implements LocalPortForward {
    @Override
    public InetAddress getLocalAddress() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getLocalPort() {
      return port;
    }

    @Override
    public boolean isAlive() {
      return true;
    }

    @Override
    public boolean errorOccurred() {
      return false;
    }

    @Override
    public Collection<Throwable> getClientThrowables() {
      return List.of();
    }

    @Override
    public Collection<Throwable> getServerThrowables() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private static AdminServer gateway(Optional<Path> log) {
    return AdminServer.start(
        0, () -> Readiness.Ready.OK, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), log);
  }

  @Test
  void a_log_is_read_through_its_gateway() throws Exception {
    Files.createDirectories(folder.resolve("log/tile"));
    Files.write(folder.resolve("log/checkpoint"), new byte[] {0, -1, 10});
    try (var gateway = gateway(Optional.of(folder));
        var volume = new GatewayVolume("gateway-0", new Straight(gateway.port()))) {
      assertThat(volume.list("log")).containsExactly("checkpoint", "tile");
      assertThat(volume.list("records/none")).isEmpty();
      assertThat(volume.read("log/checkpoint").orElseThrow()).containsExactly(0, -1, 10);
      assertThat(volume.read("log/checkpoint", 1, 1).orElseThrow()).containsExactly(-1);
      assertThat(volume.read("log/tile/0/000")).isEmpty();
      assertThat(volume.read("log/tile/0/000", 0, 1)).isEmpty();
      assertThatThrownBy(() -> volume.read("lock"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the gateway answered 400: path: name a file");
    }
  }

  @Test
  void a_gateway_without_a_log_says_so() throws Exception {
    try (var gateway = gateway(Optional.empty());
        var volume = new GatewayVolume("gateway-0", new Straight(gateway.port()))) {
      assertThatThrownBy(() -> volume.read("log/checkpoint"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("keeps no log");
    }
  }
}
