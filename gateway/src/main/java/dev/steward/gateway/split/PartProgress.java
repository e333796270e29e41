package dev.steward.gateway.split;

import dev.steward.core.shard.Rows;
import dev.steward.gateway.balance.PodLoad;
import dev.steward.protocol.rows.Batch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where one part of a batch stands. Only its {@link Gathering} touches it. */
final class PartProgress {
  private final Rows rows;
  private final byte[] body;
  private final List<PartRun> running = new ArrayList<>();
  private final Set<PodLoad> tried = new HashSet<>();
  private int runs;
  private Batch.@Nullable Answered answer;

  PartProgress(Rows rows, byte[] body) {
    this.rows = rows;
    this.body = body;
  }

  Rows rows() {
    return rows;
  }

  byte[] body() {
    return body;
  }

  Set<PodLoad> tried() {
    return tried;
  }

  /** How often it was sent. */
  int runs() {
    return runs;
  }

  void began(PartRun run) {
    running.add(run);
    tried.add(run.pod());
    runs++;
  }

  void ended(PartRun run) {
    running.remove(run);
  }

  boolean has(PartRun run) {
    return running.contains(run);
  }

  List<PartRun> running() {
    return List.copyOf(running);
  }

  /** The only run of a part that was sent once and has no answer: such a one can be hedged. */
  Optional<PartRun> onlyRun() {
    return answer == null && running.size() == 1
        ? Optional.of(running.getFirst())
        : Optional.empty();
  }

  void answered(byte[] bytes) {
    answer = new Batch.Answered(rows, bytes);
  }

  Optional<Batch.Answered> answer() {
    return Optional.ofNullable(answer);
  }
}
