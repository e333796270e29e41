package dev.steward.runtime.web;

import dev.steward.core.error.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request, as its route sees it, and its answer. */
public final class WebRequest {

  private final HttpRequest head;
  private final Target target;
  private final Peer peer;
  private final InputStream body;
  private final Answer answer;
  private final ErrorForm errors;
  private String pattern = "";
  private Map<String, String> named = Map.of();

  /** Who has sent it. */
  interface Peer {

    /** Whether its connection is closed. */
    boolean gone();

    /** Whether it came by TLS. */
    boolean secured();

    /** From where it came. */
    InetAddress address();
  }

  WebRequest(
      HttpRequest head,
      Target target,
      Peer peer,
      InputStream body,
      Answer answer,
      ErrorForm errors) {
    this.head = head;
    this.target = target;
    this.peer = peer;
    this.body = body;
    this.answer = answer;
    this.errors = errors;
  }

  /** A route takes it. */
  void routed(String by, Map<String, String> parts) {
    pattern = by;
    named = parts;
  }

  /** Its method, as it was sent. */
  public String method() {
    return head.method().name();
  }

  /** What it asks for. */
  public Target target() {
    return target;
  }

  /** The pattern of its route. */
  public String pattern() {
    return pattern;
  }

  /** The part of its path that the route's pattern calls {@code name}. */
  public String part(String name) {
    var part = named.get(name);
    if (part == null) {
      throw new IllegalArgumentException(pattern + " has no {" + name + "}");
    }
    return part;
  }

  /** All values of a header, whatever its case; none where it isn't there. */
  public List<String> headers(String name) {
    return head.headers().getAll(name);
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(head.headers().get(name));
  }

  /** The content type, with its parameters. */
  public Optional<String> type() {
    return Optional.ofNullable(head.headers().get(HttpHeaderNames.CONTENT_TYPE));
  }

  /** How many bytes its body has, as it says; -1 where it says nothing. */
  public long length() {
    return HttpUtil.getContentLength(head, -1L);
  }

  /** Its body. What isn't read of it is dropped after the answer. */
  public InputStream body() {
    return body;
  }

  /** Whether nobody waits for the answer any more. */
  public boolean gone() {
    return peer.gone();
  }

  /** Whether it came by TLS. */
  public boolean secured() {
    return peer.secured();
  }

  /** From where it came. */
  public InetAddress address() {
    return peer.address();
  }

  /** Its answer, which is ended when the route returns. */
  public Answer answer() {
    return answer;
  }

  /** Answers a refusal. */
  public void refuse(Refusal refusal) throws IOException {
    answer.status(refusal.code().httpStatus());
    answer.type("application/json");
    answer.header("x-steward-error", refusal.code().code());
    switch (refusal.code()) {
      case QUEUE_FULL, NO_REPLICA, STOPPING -> answer.header("retry-after", "1");
      // Whoever was too slow isn't waited for again.
      case REQUEST_TIMEOUT -> answer.last();
      default -> {}
    }
    answer.body().write(errors.of(target.path(), refusal));
  }
}
