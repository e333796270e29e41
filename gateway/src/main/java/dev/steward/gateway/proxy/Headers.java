package dev.steward.gateway.proxy;

import dev.steward.core.policy.Obligations;
import dev.steward.gateway.audit.Recording;
import dev.steward.gateway.trace.HandedOn;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Which header fields go on to the other side (RFC 9110, 7.6.1). */
final class Headers {
  /** The revision that answered. */
  static final String REVISION = "x-steward-revision";

  /** For the pod: the digest of the policies by which the request was judged. */
  static final String POLICY = "x-steward-policy";

  private static final String VIA = "1.1 steward";
  private static final String VIA_CALL = "2 steward";

  /** They are about one connection, not about the message. */
  private static final Set<HttpHeader> HOP_BY_HOP =
      EnumSet.of(
          HttpHeader.CONNECTION,
          HttpHeader.KEEP_ALIVE,
          HttpHeader.PROXY_AUTHENTICATE,
          HttpHeader.PROXY_AUTHORIZATION,
          HttpHeader.PROXY_CONNECTION,
          HttpHeader.TE,
          HttpHeader.TRANSFER_ENCODING,
          HttpHeader.UPGRADE);

  /** What decides where a message ends and whom it is for stands in its head. */
  private static final EnumSet<HttpHeader> NOT_IN_TRAILERS =
      EnumSet.of(
          HttpHeader.CONTENT_LENGTH,
          HttpHeader.CONTENT_ENCODING,
          HttpHeader.CONTENT_TYPE,
          HttpHeader.HOST,
          HttpHeader.TRAILER);

  private Headers() {}

  /**
   * Fields of a client's request for the pod.
   *
   * @param obligations what policies oblige to; empty: none governs the service
   */
  static void toPod(
      HttpFields from, HttpFields.Mutable to, ClientCall call, Optional<Obligations> obligations) {
    toPod(from, to, call, obligations, VIA);
  }

  private static void toPod(
      HttpFields from,
      HttpFields.Mutable to,
      ClientCall call,
      Optional<Obligations> obligations,
      String via) {
    copy(from, to);
    obligations.ifPresent(asked -> to.put(POLICY, asked.digest().text()));
    // We take the client's body as soon as the pod does, and tell it so ourselves.
    to.remove(HttpHeader.EXPECT);
    to.put(RequestId.HEADER, call.id());
    HandedOn.put(call.span(), to);
    to.add(HttpHeader.VIA, via);
  }

  /** The same of a call, for a pod that has so long to answer. */
  static void toPod(
      HttpFields from,
      HttpFields.Mutable to,
      ClientCall call,
      Optional<Obligations> obligations,
      long millis) {
    toPod(from, to, call, obligations, VIA_CALL);
    GrpcWire.toPod(to, millis);
  }

  /** Fields of a pod's answer for the client, over those that are there. */
  static void toClient(HttpFields from, HttpFields.Mutable to) {
    copy(from, to);
  }

  /** Fields that came after a body. None may be about the message that has passed already. */
  static HttpFields trailers(@Nullable HttpFields from) {
    var to = HttpFields.build();
    if (from != null) {
      copy(from, to);
      to.remove(NOT_IN_TRAILERS);
    }
    return to;
  }

  private static void copy(HttpFields from, HttpFields.Mutable to) {
    var named = namedByConnection(from);
    for (var field : from) {
      if (!isHopByHop(field) && !named.contains(field.getLowerCaseName()) && !isOurs(field)) {
        add(field, to);
      }
    }
  }

  /** A message has one date: the pod's instead of ours, which Jetty lets nobody remove. */
  private static void add(HttpField field, HttpFields.Mutable to) {
    if (field.getHeader() == HttpHeader.DATE) {
      to.put(field);
    } else {
      to.add(field);
    }
  }

  private static boolean isHopByHop(HttpField field) {
    return field.getHeader() != null && HOP_BY_HOP.contains(field.getHeader());
  }

  private static boolean isOurs(HttpField field) {
    return field.getHeader() == null
        && (field.is(RequestId.HEADER)
            || field.is(REVISION)
            || field.is(POLICY)
            || field.is(TaskClaim.FIELD)
            || field.is(Recording.FIELD));
  }

  private static Set<String> namedByConnection(HttpFields fields) {
    var values = fields.getCSV(HttpHeader.CONNECTION, false);
    if (values.isEmpty()) {
      return Set.of();
    }
    var names = new HashSet<String>();
    values.forEach(value -> names.add(value.toLowerCase(Locale.ROOT)));
    // Without its length a message would end elsewhere for the pod than for us.
    names.remove("content-length");
    names.remove("host");
    return names;
  }
}
