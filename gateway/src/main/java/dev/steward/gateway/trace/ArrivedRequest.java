package dev.steward.gateway.trace;

import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.route.Dialect;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.Incoming;
import dev.steward.tracing.RequestSpan;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/**
 * A request as it has come, before its service is known.
 *
 * @param dialect what it speaks
 */
public record ArrivedRequest(Request request, Dialect dialect) implements Incoming {

  /** Methods by their names; any other is _OTHER (HTTP semantic conventions). */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT");

  @Override
  public String name() {
    return switch (dialect) {
      case OPEN_INFERENCE, OPENAI -> METHODS.contains(request.getMethod()) ? method() : "HTTP";
      case GRPC -> method();
    };
  }

  @Override
  public List<String> field(String name) {
    return request.getHeaders().getValuesList(name);
  }

  @Override
  public List<Fact> facts() {
    return switch (dialect) {
      case OPEN_INFERENCE, OPENAI ->
          List.of(
              Fact.of(FactKeys.HTTP_METHOD, method()),
              Fact.of(FactKeys.SCHEME, request.isSecure() ? "https" : "http"),
              Fact.of(
                  FactKeys.PROTOCOL_VERSION,
                  request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2
                      ? "2"
                      : "1.1"));
      case GRPC ->
          List.of(Fact.of(FactKeys.RPC_SYSTEM, "grpc"), Fact.of(FactKeys.RPC_METHOD, method()));
    };
  }

  private String method() {
    return switch (dialect) {
      case OPEN_INFERENCE, OPENAI ->
          METHODS.contains(request.getMethod()) ? request.getMethod() : KnownRoute.OTHER_METHOD;
      case GRPC -> KnownRoute.method(Request.getPathInContext(request));
    };
  }

  /**
   * Its service is known.
   *
   * @param path below the service's root, without query
   */
  public void isFor(ServiceId service, String path, RequestSpan span) {
    span.add(Fact.of(FactKeys.SERVICE, service.path()));
    if (dialect != Dialect.GRPC) {
      KnownRoute.of(path)
          .ifPresent(route -> {
            span.named(name() + " " + route);
            span.add(Fact.of(FactKeys.HTTP_ROUTE, route));
          });
    }
  }
}
