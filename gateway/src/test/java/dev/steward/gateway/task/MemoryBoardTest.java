package dev.steward.gateway.task;

import dev.steward.gateway.TestPods;
import java.util.concurrent.Callable;

class MemoryBoardTest extends BoardContract {
  private final MemoryBoard board = new MemoryBoard();

  @Override
  protected TaskBoard board() {
    return board;
  }

  @Override
  protected Roster roster() {
    return board;
  }

  @Override
  protected String namespace() {
    return "team-a";
  }

  @Override
  protected void await(Callable<Boolean> condition) throws Exception {
    TestPods.await(condition);
  }
}
