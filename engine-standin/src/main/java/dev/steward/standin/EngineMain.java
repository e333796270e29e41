package dev.steward.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.steward.core.check.Checked;
import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/** The process of the stand-in, of leader and ranks alike. */
public final class EngineMain {

  private static final Path LAST_WORDS = Path.of("/dev/termination-log");
  private static final int INFERENCE = 8080;
  private static final int ADMIN = 8081;

  private final Instant started = Instant.now();
  private volatile boolean joined;

  private EngineMain() {}

  /** Takes everything from its environment; with arguments it is {@link PlainMain}. */
  public static void main(String[] arguments) {
    try {
      if (arguments.length > 0) {
        PlainMain.serve(List.of(arguments));
      } else {
        new EngineMain().run();
      }
    } catch (Place.BrokenContractException | IOException | CertificateException e) {
      end("the contract is broken: " + e.getMessage());
    }
  }

  private void run() throws IOException, CertificateException {
    var admin = HttpServer.create(new InetSocketAddress(ADMIN), 0);
    admin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    admin.createContext("/livez", exchange -> answer(exchange, 200, "\"alive\""));
    admin.createContext("/readyz", exchange -> answer(exchange, joined ? 200 : 503, "\"ready\""));
    admin.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));
    var place = Place.of(System.getenv());
    var members = credentials(place.members());
    var group = new PeerName(names(place.members()).getFirst());
    var rendezvous = new Rendezvous(members, group, EngineMain::end);
    if (place.isLeader()) {
      rendezvous.open();
      serve(place, rendezvous);
      var _ = Thread.ofVirtual().start(() -> awaitAll(place, rendezvous));
    } else {
      rendezvous.join(place.leader(), place.index(), started, () -> joined = true);
    }
  }

  private void awaitAll(Place place, Rendezvous rendezvous) {
    while (broken(place, rendezvous).isPresent()) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        return;
      }
    }
    joined = true;
  }

  private void serve(Place place, Rendezvous rendezvous) throws IOException {
    var server = HttpsServer.create(new InetSocketAddress(INFERENCE), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.setHttpsConfigurator(
        gatewaysAlone(Tls.server(credentials(place.gateways()), PeerName.GATEWAYS)));
    server.createContext(
        "/v2/",
        exchange -> {
          var broken = broken(place, rendezvous);
          if (broken.isPresent()) {
            answer(exchange, 500, "{\"error\": \"%s\"}".formatted(broken.get()));
          } else {
            answer(exchange, 200, ranks(place));
          }
        });
    server.start();
  }

  private static HttpsConfigurator gatewaysAlone(SSLContext context) {
    return new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters parameters) {
        var wanted = context.getDefaultSSLParameters();
        wanted.setNeedClientAuth(true);
        parameters.setSSLParameters(wanted);
      }
    };
  }

  /** What of the contract doesn't hold yet, or no more. */
  private Optional<String> broken(Place place, Rendezvous rendezvous) {
    var there = rendezvous.joined();
    var missing =
        IntStream.range(1, place.size()).filter(rank -> !there.containsKey(rank)).boxed().toList();
    if (!missing.isEmpty()) {
      return Optional.of("ranks " + missing + " haven't joined");
    }
    var early = there.values().stream().filter(time -> time.isBefore(started)).toList();
    return early.isEmpty()
        ? Optional.empty()
        : Optional.of("a rank started before the leader: " + early + ", " + started);
  }

  /** An answer of the Open Inference Protocol: the ranks there are. */
  private static String ranks(Place place) {
    return IntStream.range(0, place.size())
        .mapToObj(String::valueOf)
        .collect(
            Collectors.joining(
                ",",
                "{\"model_name\": \"ranks\", \"outputs\": [{\"name\": \"ranks\", \"datatype\":"
                    + " \"INT64\", \"shape\": [%d], \"data\": [".formatted(place.size()),
                "]}]}"));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      var _ = exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static Credentials credentials(Path folder) throws IOException {
    return switch (Credentials.parse(
        Files.readString(folder.resolve("tls.key")),
        Files.readString(folder.resolve("tls.crt")),
        Files.readString(folder.resolve("ca.crt")))) {
      case Checked.Valid<Credentials>(var read) -> read;
      case Checked.Invalid<Credentials>(var violation) ->
          throw new Place.BrokenContractException(folder + ": " + violation.message());
    };
  }

  /** The DNS names that a member's own certificate proves: those of every member. */
  private static List<String> names(Path folder) throws IOException, CertificateException {
    var certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(Files.readAllBytes(folder.resolve("tls.crt"))));
    return certificate.getSubjectAlternativeNames().stream()
        .map(name -> String.valueOf(name.get(1)))
        .toList();
  }

  private static void end(String why) {
    System.err.println(why);
    try {
      Files.writeString(LAST_WORDS, why);
    } catch (IOException e) {
      System.err.println("no last words: " + e.getMessage());
    }
    Runtime.getRuntime().halt(1);
  }
}
