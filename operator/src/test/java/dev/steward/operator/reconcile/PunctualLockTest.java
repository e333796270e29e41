package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PunctualLockTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.empty()).build();
  private final Memory memory = new Memory();

  @AfterEach
  void close() {
    memory.answers();
    client.close();
  }

  /** A lease in memory, whose writes can be made to have no answer. */
  private static class Memory implements Lock {

    private final AtomicReference<@Nullable LeaderElectionRecord> kept = new AtomicReference<>();
    private final AtomicReference<CountDownLatch> answer =
        new AtomicReference<>(new CountDownLatch(0));
    private final CountDownLatch brokenOff = new CountDownLatch(1);

    void isSilent() {
      answer.set(new CountDownLatch(1));
    }

    void answers() {
      answer.get().countDown();
    }

    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
      return kept.get();
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord leader) {
      update(client, leader);
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord leader) {
      try {
        answer.get().await();
        kept.set(leader);
      } catch (InterruptedException e) {
        brokenOff.countDown();
        throw new KubernetesClientException("interrupted", e);
      }
    }

    @Override
    public String identity() {
      return "a";
    }

    @Override
    public String describe() {
      return "lease";
    }
  }

  private static LeaderElectionRecord record(String holder) {
    var now = java.time.ZonedDateTime.now(java.time.ZoneOffset.UTC);
    return new LeaderElectionRecord(holder, Duration.ofSeconds(1), now, now, 0);
  }

  @Test
  void what_is_answered_is_given_on() {
    var lock = new PunctualLock(memory, LONG);
    assertThat(lock.get(client)).isNull();
    var leader = record("a");
    lock.create(client, leader);
    assertThat(lock.get(client)).isEqualTo(leader);
    var next = record("b");
    lock.update(client, next);
    assertThat(lock.get(client)).isEqualTo(next);
    assertThat(lock.identity()).isEqualTo("a");
  }

  @Test
  void a_call_without_an_answer_is_broken_off_and_told() throws InterruptedException {
    memory.isSilent();
    var lock = new PunctualLock(memory, SHORT);
    assertThatThrownBy(() -> lock.update(client, record("a")))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("lease")
        .hasMessageContaining("no answer");
    assertThat(memory.brokenOff.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_refusal_is_told_as_it_came() {
    var refusal = new KubernetesClientException("conflict", 409, null);
    var refusing =
        new PunctualLock(
            new Memory() {
              @Override
              public void update(KubernetesClient client, LeaderElectionRecord leader) {
                throw refusal;
              }
            },
            LONG);
    assertThatThrownBy(() -> refusing.update(client, record("a"))).isSameAs(refusal);
  }

  @Test
  void a_leader_whose_renewals_have_no_answer_learns_that_it_leads_no_more()
      throws InterruptedException {
    var leads = new CountDownLatch(1);
    var lost = new CountDownLatch(1);
    var config =
        new LeaderElectionConfig(
            new PunctualLock(memory, SHORT),
            Duration.ofSeconds(3),
            SHORT.multipliedBy(2),
            Duration.ofMillis(10),
            new LeaderCallbacks(leads::countDown, lost::countDown, leader -> {}),
            true,
            "lease");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var election = new LeaderElector(client, config, threads).start();
      assertThat(leads.await(30, TimeUnit.SECONDS)).isTrue();
      memory.isSilent();
      assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
      election.cancel(true);
    }
  }
}
