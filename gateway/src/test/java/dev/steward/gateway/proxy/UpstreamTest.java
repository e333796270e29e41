package dev.steward.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.client.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpstreamTest {
  private final List<String> calls = new ArrayList<>();
  private final Upstream upstream = new Upstream(request());
  private Runnable whileSending = () -> {};

  /** Jetty's own can't be stopped in the middle of its send. */
  private Request request() {
    return (Request)
        Proxy.newProxyInstance(
            Request.class.getClassLoader(),
            new Class<?>[] {Request.class},
            (proxy, method, arguments) -> called(method, arguments));
  }

  private @Nullable Object called(Method method, Object[] arguments) {
    if (method.getName().equals("send")) {
      calls.add("send");
      whileSending.run();
      calls.add("sent");
    } else {
      calls.add(method.getName() + ": " + ((Throwable) arguments[0]).getMessage());
    }
    return null;
  }

  @Test
  void what_is_broken_off_while_it_is_sent_is_aborted_as_soon_as_it_has_been() {
    whileSending = () -> upstream.breakOff(new Abort("the client left"));
    upstream.send(result -> {});
    assertThat(calls).containsExactly("send", "sent", "abort: the client left");
  }

  @Test
  void what_is_broken_off_before_it_is_sent_is_aborted_too() {
    upstream.breakOff(new Abort("the client left"));
    upstream.send(result -> {});
    assertThat(calls).containsExactly("send", "sent", "abort: the client left");
  }

  @Test
  void what_was_sent_is_aborted_at_once() {
    upstream.send(result -> {});
    upstream.breakOff(new Abort("the client left"));
    assertThat(calls).containsExactly("send", "sent", "abort: the client left");
  }
}
