package dev.steward.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.runtime.StageConfig.TlsFiles;
import dev.steward.runtime.testing.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GroupTlsTest {

  private static final String GROUP = "minilm.group";

  @TempDir private static Path folder;
  private static TlsFiles member;

  @BeforeAll
  static void certificates() {
    member = TestCertificates.member(folder.resolve("member"), GROUP);
  }

  /** Says one byte from a caller to the one it calls, and back. */
  private static int talk(TlsFiles caller, TlsFiles called) throws Exception {
    try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> answering =
          () -> {
            try (var socket = new GroupTls(called).called(door.accept())) {
              int heard = socket.getInputStream().read();
              socket.getOutputStream().write(heard + 1);
              return heard;
            }
          };
      var answered = threads.submit(answering);
      try (var socket =
          new GroupTls(caller).calling(new Socket(door.getInetAddress(), door.getLocalPort()))) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(41);
        int heard = socket.getInputStream().read();
        answered.get();
        return heard;
      } catch (IOException e) {
        try {
          answered.get();
        } catch (ExecutionException told) {
          e.addSuppressed(told.getCause());
        }
        throw e;
      } catch (ExecutionException e) {
        throw new IOException("the one that was called refuses", e);
      }
    }
  }

  @Test
  void members_of_a_group_talk() throws Exception {
    assertThat(talk(member, member)).isEqualTo(42);
  }

  @Test
  void a_certificate_that_nobody_trusted_signed_is_refused_by_both_sides() {
    var stranger = TestCertificates.member(folder.resolve("stranger"), GROUP);
    assertThatThrownBy(() -> talk(stranger, member)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> talk(member, stranger)).isInstanceOf(IOException.class);
    var gullible = TestCertificates.trusting(stranger, member);
    assertThatThrownBy(() -> talk(gullible, member))
        .as("the one that is called doesn't trust the caller")
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_trusted_certificate_of_another_group_is_refused() {
    var other = TestCertificates.member(folder.resolve("other"), "another.group");
    var own = TestCertificates.trusting(member, other);
    var neighbour = TestCertificates.trusting(other, member);
    assertThatThrownBy(() -> talk(own, neighbour))
        .isInstanceOf(IOException.class)
        .hasStackTraceContaining("the other side's certificate isn't for");
    assertThatThrownBy(() -> talk(neighbour, own))
        .isInstanceOf(IOException.class)
        .hasStackTraceContaining("the other side's certificate isn't for");
  }

  @Test
  void a_renewed_certificate_is_used_from_the_next_connection_on() throws Exception {
    var used = TestCertificates.member(folder.resolve("used"), GROUP);
    assertThat(talk(used, used)).isEqualTo(42);
    var renewed = TestCertificates.member(folder.resolve("renewed"), GROUP);
    Files.copy(
        Path.of(renewed.certificate()),
        Path.of(used.certificate()),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        Path.of(renewed.key()),
        Path.of(used.key()),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(talk(used, renewed)).isEqualTo(42);
  }

  @Test
  void files_that_are_no_certificates_are_told() throws IOException {
    var wrong = Files.writeString(folder.resolve("wrong"), "nothing").toString();
    assertThatThrownBy(
            () -> talk(new TlsFiles(member.certificate(), wrong, member.trusted(), GROUP), member))
        .hasStackTraceContaining("has no PRIVATE KEY in PEM");
  }
}
