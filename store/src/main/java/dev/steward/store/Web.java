package dev.steward.store;

import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks web servers for files and documents.
 *
 * <p>It follows redirects to {@code https} alone, never to an address that only this machine or its
 * network's own services have (loopback, link-local, the metadata of clouds), and says who asks to
 * the first server alone.
 */
final class Web implements AutoCloseable {

  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  /** Where Amazon's instances find their credentials by IPv6; by IPv4 it is link-local. */
  private static final byte[] AMAZON_METADATA = {
    (byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54
  };

  private final HttpClient http;
  private final DownloadLimits limits;

  Web(HttpClient http, DownloadLimits limits) {
    this.http = http;
    this.limits = limits;
  }

  /** Whether a server that answers so may answer otherwise in a moment. */
  static boolean passes(int status) {
    return PASSING.contains(status);
  }

  /**
   * The answer to a GET, whatever its status but a redirect.
   *
   * @param headers of the request besides the usual ones, in lower case
   * @throws RefusedException when the way to the answer is one that isn't gone
   * @throws IOException when there is no answer; another attempt may have one
   * @throws LoadException when the caller can't be identified
   */
  HttpResponse<InputStream> get(URI uri, Caller caller, Map<String, String> headers)
      throws LoadException, IOException, InterruptedException {
    var response = followed(uri, caller, headers);
    if (response.statusCode() != 401) {
      return response;
    }
    try (var _ = response.body()) {
      if (!caller.identified(response.headers().allValues("www-authenticate"))) {
        throw new RefusedException("the server answers 401: it doesn't know who asks");
      }
    }
    var again = followed(uri, caller, headers);
    if (again.statusCode() == 401) {
      again.body().close();
      throw new RefusedException("the server answers 401 to the credentials that it asked for");
    }
    return again;
  }

  private HttpResponse<InputStream> followed(URI uri, Caller caller, Map<String, String> headers)
      throws IOException, InterruptedException {
    var at = uri;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      refuseForbidden(uri, at);
      var all = new HashMap<>(headers);
      if (isSameServer(uri, at)) {
        caller.authorization().ifPresent(header -> all.put("authorization", header));
      }
      var response = http.send(request(at, all), HttpResponse.BodyHandlers.ofInputStream());
      if (!REDIRECTS.contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      at = target(at, response);
    }
    throw new RefusedException("the server redirects more than " + MAX_REDIRECTS + " times");
  }

  private static URI target(URI at, HttpResponse<?> response) throws RefusedException {
    var location = response.headers().firstValue("location");
    if (location.isEmpty()) {
      throw new RefusedException("the server redirects to nowhere");
    }
    URI target;
    try {
      target = at.resolve(location.get());
    } catch (IllegalArgumentException e) {
      throw new RefusedException("the server redirects to an address that is none");
    }
    if (!"https".equals(target.getScheme()) || target.getHost() == null) {
      throw new RefusedException(
          "the server redirects to " + target.getScheme() + ", not to https");
    }
    return target;
  }

  private static boolean isSameServer(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    return uri.getPort() < 0 ? 443 : uri.getPort();
  }

  private static void refuseForbidden(URI asked, URI at) throws RefusedException {
    var addresses = addresses(at);
    if (addresses.stream().anyMatch(Web::isOfTheNetworkItself)) {
      throw new RefusedException(
          at.getHost() + " is an address of the machine's own network, which isn't asked");
    }
    if (addresses.stream().anyMatch(InetAddress::isLoopbackAddress)
        && !isSameServer(asked, at)
        && addresses(asked).stream().noneMatch(InetAddress::isLoopbackAddress)) {
      throw new RefusedException("the server redirects to this machine itself");
    }
  }

  private static boolean isOfTheNetworkItself(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || Arrays.equals(address.getAddress(), AMAZON_METADATA);
  }

  /** None where the name isn't known: a proxy may know it, or the request tells. */
  private static List<InetAddress> addresses(URI uri) {
    try {
      return List.of(InetAddress.getAllByName(uri.getHost()));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private HttpRequest request(URI uri, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(limits.stall())
            .header("accept-encoding", "identity")
            .header("user-agent", "steward");
    headers.forEach(request::header);
    return request.build();
  }

  @Override
  public void close() {
    http.close();
  }
}
