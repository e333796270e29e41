package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.model.ModelTask;
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferResponse;
import dev.steward.protocol.inference.ModelReadyRequest;
import dev.steward.protocol.inference.RepositoryIndexRequest;
import dev.steward.protocol.inference.ServerLiveRequest;
import dev.steward.protocol.inference.ServerReadyRequest;
import dev.steward.runtime.testing.GrpcClient;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.TestServer;
import dev.steward.runtime.web.HttpLimits;
import dev.steward.trust.Credentials;
import dev.steward.trust.CredentialsException;
import dev.steward.trust.Pem;
import dev.steward.trust.Tls;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients of the port for gRPC may do, and who they may be. */
@Timeout(120)
class GrpcBoundsIT {

  private static final PeerName PODS = PeerName.podsOf(new ServiceId("team-a", "m", "uid"));

  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), Instant.now());

  @TempDir Path folder;

  private Path model() {
    return OnnxFile.identity(folder.resolve("m.onnx"), 2);
  }

  private TestServer server(HttpLimits limits) {
    return TestServer.of(
        model(), ModelTask.TENSOR, settings -> settings.withGrpcPort(0).withLimits(limits));
  }

  private static HttpLimits limits(int connections, Duration body, Duration answer) {
    return new HttpLimits(
        1 << 20, 1 << 20, 16 << 10, connections, Duration.ofSeconds(30), body, answer);
  }

  /** How a call ended that a test drives by hand. */
  private static final class Driven<A> extends ClientCall.Listener<A> {
    private final CompletableFuture<Status> ended = new CompletableFuture<>();

    @Override
    public void onClose(Status status, Metadata trailers) {
      ended.complete(status);
    }

    Status status() {
      return ended.orTimeout(60, TimeUnit.SECONDS).join();
    }
  }

  /** As a client that may send several messages calls it: gRPC then sends what there is. */
  private static final MethodDescriptor<ModelInferRequest, ModelInferResponse> UNHURRIED =
      OpenInferenceMethods.MODEL_INFER.toBuilder().setType(MethodType.BIDI_STREAMING).build();

  private static Driven<?> begun(GrpcClient client) {
    var driven = new Driven<ModelInferResponse>();
    client.channel().newCall(UNHURRIED, CallOptions.DEFAULT).start(driven, new Metadata());
    return driven;
  }

  @Test
  void a_message_that_doesnt_come_is_waited_for_no_longer_than_bounded() {
    var patience = limits(100, Duration.ofMillis(200), Duration.ofSeconds(60));
    try (var server = server(patience);
        var client = GrpcClient.of(server)) {
      var status = begun(client).status();
      assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(status.getDescription())
          .isEqualTo("request: it wasn't there after 200 ms; send it faster");
    }
  }

  @Test
  void calls_at_a_moment_are_bounded() {
    try (var server = server(limits(3, Duration.ofSeconds(60), Duration.ofSeconds(60)));
        var client = GrpcClient.of(server)) {
      var all = new ArrayList<Driven<?>>();
      for (int i = 0; i < 4; i++) {
        all.add(begun(client));
      }
      var first =
          CompletableFuture.anyOf(
              all.stream().map(driven -> driven.ended).toArray(CompletableFuture[]::new));
      var status = (Status) first.orTimeout(60, TimeUnit.SECONDS).join();
      assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(status.getDescription())
          .isEqualTo("3 calls are being answered; try again in a moment");
    }
  }

  @Test
  void messages_share_the_bytes_that_all_may_hold() {
    var tight =
        new HttpLimits(
            1 << 20,
            1 << 20,
            16 << 10,
            100,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
    try (var server = server(tight);
        var client = GrpcClient.of(server)) {
      var numbers = new float[240_000];
      var statuses = new ArrayList<CompletableFuture<Status>>();
      for (int i = 0; i < 8; i++) {
        var driven = new Driven<ModelInferResponse>();
        var call = client.channel().newCall(UNHURRIED, CallOptions.DEFAULT);
        call.start(driven, new Metadata());
        // The message is whole, and yet it isn't the call's end: it is held.
        call.sendMessage(GrpcClient.rows(numbers));
        statuses.add(driven.ended);
      }
      var first = CompletableFuture.anyOf(statuses.toArray(CompletableFuture[]::new));
      var status = (Status) first.orTimeout(60, TimeUnit.SECONDS).join();
      assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }
  }

  @Test
  void a_deadline_of_the_clients_own_ends_the_call() {
    try (var server = server(limits(100, Duration.ofSeconds(60), Duration.ofSeconds(60)));
        var client = GrpcClient.of(server)) {
      assertThatThrownBy(() ->
              client.call(
                  OpenInferenceMethods.MODEL_INFER,
                  GrpcClient.rows(1, 2),
                  CallOptions.DEFAULT.withDeadlineAfter(-1, TimeUnit.SECONDS)))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    }
  }

  @Test
  void an_answer_that_takes_longer_than_bounded_is_told_so() {
    try (var server = server(limits(100, Duration.ofSeconds(60), Duration.ofNanos(1)));
        var client = GrpcClient.of(server)) {
      var ended = client.refused(OpenInferenceMethods.MODEL_INFER, GrpcClient.rows(1, 2));
      assertThat(ended.status()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(ended.error()).contains("deadline_exceeded");
    }
  }

  @Test
  void a_call_that_is_given_up_is_counted_as_such() {
    try (var server = server(limits(100, Duration.ofSeconds(60), Duration.ofSeconds(60)));
        var client = GrpcClient.of(server)) {
      var driven = new Driven<ModelInferResponse>();
      var call = client.channel().newCall(UNHURRIED, CallOptions.DEFAULT);
      call.start(driven, new Metadata());
      call.sendMessage(ModelInferRequest.getDefaultInstance());
      // Another call on the connection: the first has arrived before it.
      client.call(OpenInferenceMethods.SERVER_LIVE, ServerLiveRequest.getDefaultInstance());
      call.cancel("enough", null);
      var counted =
          "steward_runtime_requests_seconds_count{code=\"client_gone\",endpoint=\"infer\"} 1";
      while (!server.admin("/metrics").body().contains(counted)) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void a_server_without_a_model_says_so() {
    try (var server =
            TestServer.starting(
                folder.resolve("missing.onnx"),
                ModelTask.TENSOR,
                settings -> settings.withGrpcPort(0));
        var client = GrpcClient.of(server)) {
      assertThat(
              client
                  .call(OpenInferenceMethods.SERVER_LIVE, ServerLiveRequest.getDefaultInstance())
                  .getLive())
          .isTrue();
      assertThat(
              client
                  .call(OpenInferenceMethods.SERVER_READY, ServerReadyRequest.getDefaultInstance())
                  .getReady())
          .isFalse();
      assertThat(
              client
                  .call(
                      OpenInferenceMethods.MODEL_READY,
                      ModelReadyRequest.newBuilder().setName("m").build())
                  .getReady())
          .isFalse();
      var index =
          client.call(
              OpenInferenceMethods.REPOSITORY_INDEX, RepositoryIndexRequest.getDefaultInstance());
      assertThat(index.getModels(0).getState()).isEqualTo("UNAVAILABLE");
      assertThat(index.getModels(0).getReason()).isNotEmpty();
      var ended = client.refused(OpenInferenceMethods.MODEL_INFER, GrpcClient.rows(1, 2));
      assertThat(ended.status()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(ended.error()).contains("no_replica");
    }
  }

  @Test
  void a_port_that_is_taken_is_told() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() ->
              TestServer.starting(
                  model(),
                  ModelTask.TENSOR,
                  settings -> settings.withGrpcPort(taken.getLocalPort())))
          .hasMessageContaining("port " + taken.getLocalPort() + " can't be opened");
    }
  }

  private Path mounted(Credentials credentials) throws IOException {
    var tls = Files.createDirectories(folder.resolve("tls"));
    Files.writeString(tls.resolve("tls.key"), Pem.text(credentials.key()));
    Files.writeString(tls.resolve("tls.crt"), Pem.text(credentials.certificate()));
    Files.writeString(tls.resolve("ca.crt"), Pem.text(credentials.trusted()));
    return tls;
  }

  private Credentials issue(PeerName name, Purpose purpose) {
    return authority.issue(name, purpose, Instant.now());
  }

  private static GrpcClient client(TestServer server, Credentials credentials) {
    var context =
        new JdkSslContext(
            Tls.client(credentials),
            true,
            null,
            IdentityCipherSuiteFilter.INSTANCE,
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                "h2"),
            ClientAuth.NONE,
            new String[] {Tls.PROTOCOL},
            false);
    return new GrpcClient(
        NettyChannelBuilder.forAddress("127.0.0.1", server.server().grpcPort().orElseThrow())
            .sslContext(context)
            .overrideAuthority(PODS.dns())
            .build());
  }

  private static Status.Code live(GrpcClient client) {
    try {
      client.call(
          OpenInferenceMethods.SERVER_LIVE,
          ServerLiveRequest.getDefaultInstance(),
          CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS));
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  @Test
  void where_there_are_credentials_gateways_alone_are_answered() throws IOException {
    var tls = mounted(issue(PODS, Purpose.SERVER));
    var stranger =
        CertificateAuthority.create(Lifetimes.defaults(), Instant.now())
            .issue(PeerName.GATEWAYS, Purpose.CLIENT, Instant.now());
    try (var server =
        TestServer.of(
            model(), ModelTask.TENSOR, settings -> settings.withTls(tls).withGrpcPort(0))) {
      try (var gateway = client(server, issue(PeerName.GATEWAYS, Purpose.CLIENT))) {
        assertThat(live(gateway)).isEqualTo(Status.Code.OK);
      }
      for (var other : new Credentials[] {issue(PODS, Purpose.SERVER), stranger}) {
        try (var client = client(server, other)) {
          assertThat(live(client)).isEqualTo(Status.Code.UNAVAILABLE);
        }
      }
      try (var plain = GrpcClient.of(server)) {
        assertThat(live(plain)).isEqualTo(Status.Code.UNAVAILABLE);
      }
    }
  }

  @Test
  void without_the_credentials_it_should_have_no_port_is_opened() throws IOException {
    var empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() ->
            TestServer.starting(
                model(), ModelTask.TENSOR, settings -> settings.withTls(empty).withGrpcPort(0)))
        .isInstanceOf(CredentialsException.class);
  }
}
