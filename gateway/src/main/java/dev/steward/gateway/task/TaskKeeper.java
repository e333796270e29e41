package dev.steward.gateway.task;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.api.v1alpha1.TaskReader;
import dev.steward.api.v1alpha1.TaskReason;
import dev.steward.api.v1alpha1.TaskTelling;
import dev.steward.core.check.Checked;
import dev.steward.core.serving.ServingConfig;
import dev.steward.core.task.LifeSigns;
import dev.steward.core.task.RunPlace;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the tasks that are a gateway's and nobody's, or of one who is dead, and runs them. One
 * thread decides; each task has a thread of its own.
 */
public final class TaskKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskKeeper.class);

  /** Tasks at once; the rest wait for this gateway or another. */
  static final int AT_ONCE = 4;

  /** Of one namespace, so that one can't keep the others out. */
  static final int OF_NAMESPACE = 2;

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration LEAVING = Duration.ofSeconds(10);

  /** How far a task is is told so often, rarer where its object is large. */
  private static final Duration TELL = Duration.ofSeconds(1);

  private static final int CHARACTERS_A_SECOND = 32 << 10;

  /** Those that have waited in vain for their service come after the others. */
  private static final Comparator<InferenceTask> FIRST =
      Comparator.comparing(TaskKeeper::hasWaited)
          .thenComparing(task -> task.getMetadata().getCreationTimestamp());

  private final String me;
  private final TaskBoard board;
  private final Roster roster;
  private final Carriage carriage;
  private final Supplier<Routes> routes;
  private final Thread thread;

  /** By the task's uid; the one thread's own. */
  private final Map<String, Held> held = new HashMap<>();

  private LifeSigns signs = LifeSigns.NONE;
  private Instant signed = Instant.EPOCH;

  /** A task that runs here. */
  private static final class Held {
    private final String namespace;
    private final Passage passage;
    private final Thread thread;
    private final Duration tellEvery;
    private Instant nextTelling;

    private Held(String namespace, Passage passage, Duration tellEvery, Instant now) {
      this.namespace = namespace;
      this.passage = passage;
      this.tellEvery = tellEvery;
      this.nextTelling = now.plus(tellEvery);
      this.thread = Thread.ofVirtual().name("task").start(passage);
    }
  }

  private TaskKeeper(
      String me, TaskBoard board, Roster roster, Carriage carriage, Supplier<Routes> routes) {
    this.me = me;
    this.board = board;
    this.roster = roster;
    this.carriage = carriage;
    this.routes = routes;
    this.thread = Thread.ofPlatform().name("tasks").daemon().unstarted(this::keep);
  }

  /**
   * Begins to look for tasks.
   *
   * @param me this process, as no other one is called, not even this pod's last
   */
  public static TaskKeeper start(
      String me, TaskBoard board, Roster roster, Carriage carriage, Supplier<Routes> routes) {
    var keeper = new TaskKeeper(me, board, roster, carriage, routes);
    keeper.thread.start();
    return keeper;
  }

  private void keep() {
    try {
      while (true) {
        try {
          look(carriage.clock().instant());
        } catch (IOException e) {
          LOG.warn("tasks can't be looked after now: {}", e.getMessage());
        } catch (RuntimeException e) {
          LOG.error("tasks can't be looked after now", e);
        }
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Instant now) throws IOException {
    held.values().removeIf(task -> !task.thread.isAlive());
    held.forEach((uid, task) -> follow(uid, task, now));
    var open = board.seen().stream().filter(TaskKeeper::isForGateways).sorted(FIRST).toList();
    if (!open.isEmpty() && !now.isBefore(signed.plus(LifeSigns.EVERY))) {
      roster.sign(me);
      signed = now;
      signs = signs.after(roster.signs(), now);
    } else if (open.stream().anyMatch(task -> isLost(task, now))) {
      // Its holder may have given its first sign since these were read: who takes a task has signed
      // before, so signs that are read after the task was seen tell.
      signs = signs.after(roster.signs(), now);
    }
    for (var task : open) {
      if (!held.containsKey(task.getMetadata().getUid()) && isNobodys(task, now)) {
        var namespace = task.getMetadata().getNamespace();
        if (config(namespace, task.getSpec().service()).isEmpty()) {
          tellMissing(task, now);
        } else if (hasRoom(namespace)) {
          take(task, now);
        }
      }
    }
  }

  private boolean hasRoom(String namespace) {
    return held.size() < AT_ONCE
        && held.values().stream().filter(task -> task.namespace.equals(namespace)).count()
            < OF_NAMESPACE;
  }

  /** It waits for its service, and takes nobody's place. */
  private void tellMissing(InferenceTask task, Instant now) throws IOException {
    var status =
        new TaskTelling(task, now).status(TaskReason.ServiceMissing, Passage.missing(task));
    if (!status.equals(task.getStatus())) {
      var _ = board.tell(task, status);
    }
  }

  /** A task that was removed, or is another's, isn't run on. */
  private void follow(String uid, Held task, Instant now) {
    var there = board.seen().stream().anyMatch(each -> each.getMetadata().getUid().equals(uid));
    if (!there) {
      task.thread.interrupt();
    } else if (!now.isBefore(task.nextTelling)) {
      task.nextTelling = now.plus(task.tellEvery);
      if (!task.passage.report()) {
        task.thread.interrupt();
      }
    }
  }

  private static boolean isForGateways(InferenceTask task) {
    return !Passage.hasEnded(task)
        && task.getMetadata().getDeletionTimestamp() == null
        && TaskReader.place(task.getSpec()) instanceof Checked.Valid<RunPlace>(var place)
        && place == RunPlace.GATEWAY;
  }

  private static boolean hasWaited(InferenceTask task) {
    return task.getStatus() != null
        && TaskReason.ServiceAway.state().equals(task.getStatus().state());
  }

  private boolean isNobodys(InferenceTask task, Instant now) {
    var holder = holder(task);
    return holder.isEmpty() || holder.get().equals(me) || isLost(task, now);
  }

  /** Whether it is held by one who is dead, as far as the signs tell. */
  private boolean isLost(InferenceTask task, Instant now) {
    return holder(task)
        .filter(holder -> !holder.equals(me))
        .filter(holder -> !signs.isAlive(holder, now))
        .isPresent();
  }

  private static Optional<String> holder(InferenceTask task) {
    return Optional.ofNullable(task.getStatus()).map(InferenceTaskStatus::gateway);
  }

  private void take(InferenceTask task, Instant now) throws IOException {
    var telling = new TaskTelling(task, now);
    telling.by(me);
    var taken = board.tell(task, telling.status(TaskReason.Planning, "a gateway lists its inputs"));
    if (taken.isPresent()) {
      var namespace = task.getMetadata().getNamespace();
      var service = task.getSpec().service();
      LOG.info("task {}/{} runs here", namespace, task.getMetadata().getName());
      var passage = new Passage(me, board, carriage, () -> config(namespace, service), taken.get());
      held.put(task.getMetadata().getUid(), new Held(namespace, passage, tellEvery(task), now));
    }
  }

  private Optional<ServingConfig> config(String namespace, String service) {
    return routes.get().named(namespace, service).map(ServiceRoute::config);
  }

  private static Duration tellEvery(InferenceTask task) {
    var items = task.getSpec().inputs().items();
    long characters = items == null ? 0 : items.stream().mapToLong(String::length).sum();
    return TELL.plusSeconds(characters / CHARACTERS_A_SECOND);
  }

  /** Leaves what isn't finished to the others, at once. */
  @Override
  public void close() {
    try {
      thread.interrupt();
      thread.join(LEAVING);
      held.values().forEach(task -> task.thread.interrupt());
      for (var task : held.values()) {
        task.thread.join(LEAVING);
      }
      roster.strike(me);
    } catch (BoardException e) {
      LOG.warn("the other gateways find out by themselves: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
