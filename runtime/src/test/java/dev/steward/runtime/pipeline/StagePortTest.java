package dev.steward.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.tracing.Tracing;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class StagePortTest {

  private static final Membership CALLED = new Membership(1, 3, "one", "plan");
  private static final Membership CALLER = new Membership(0, 3, "one", "plan");

  /** What a stage knows of those after it; the second look is held up after it has seen. */
  private static final class SlowLook {
    private final CountDownLatch seen = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile Optional<String> now = Optional.of("stage 2 is gone");
    private int looks;

    Optional<String> look() {
      var found = now;
      if (++looks == 2) {
        seen.countDown();
        awaitOr(goOn);
      }
      return found;
    }
  }

  private static void awaitOr(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void the_last_thing_that_is_told_is_what_is_true() throws Exception {
    var known = new SlowLook();
    var stage = stage();
    try (stage;
        var port =
            new StagePort(here(), CALLED, Optional.empty(), stage, Tracing.off(), 4, known::look);
        var connection = call(port)) {
      connection.sendSmall(CALLER.hello());
      assertThat(connection.read()).isInstanceOf(Frame.Welcome.class);
      assertThat(connection.read()).isInstanceOf(Frame.Busy.class);
      var early = Thread.ofPlatform().start(port::tell);
      known.seen.await();
      known.now = Optional.empty();
      var late = Thread.ofPlatform().start(port::tell);
      while (late.isAlive() && late.getState() != Thread.State.WAITING) {
        LockSupport.parkNanos(100_000);
      }
      known.goOn.countDown();
      early.join();
      late.join();
      connection.read();
      assertThat(connection.read()).isInstanceOf(Frame.Ready.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_caller_is_understood_in_either_version_and_answered_in_the_first(Speech speech)
      throws Exception {
    try (var stage = stage();
        var port =
            new StagePort(
                here(), CALLED, Optional.empty(), stage, Tracing.off(), 4, Optional::empty);
        var socket = new Socket(InetAddress.getLoopbackAddress(), port.port());
        var caller = new ByteArrayOutputStream()) {
      new FrameCodec(FrameLimits.DEFAULT, speech)
          .encode(CALLER.hello())
          .writeTo(caller, new byte[99]);
      assertThat(caller.toByteArray()[4]).isEqualTo(speech.version());
      socket.getOutputStream().write(caller.toByteArray());
      var answer = socket.getInputStream().readNBytes(FrameCodec.HEAD);
      assertThat(answer[4]).isEqualTo(Speech.PLAIN.version());
      assertThat(answer[5]).as("WELCOME").isEqualTo((byte) 2);
    }
  }

  private static LocalStage stage() {
    return new LocalStage(Parts.free().part(), new ToldStage(1, 3), Optional.empty(), 1, 4);
  }

  private static InetSocketAddress here() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Connection call(StagePort port) throws Exception {
    return call(port, Speech.PLAIN);
  }

  private static Connection call(StagePort port, Speech speech) throws Exception {
    return new Connection(
        new Socket(InetAddress.getLoopbackAddress(), port.port()),
        new FrameCodec(FrameLimits.DEFAULT, speech),
        Connection.Silence.DEFAULT);
  }
}
