package dev.steward.operator.reconcile;

import dev.steward.operator.reconcile.Leadership.State;

/** An operator that leads, over a namespace of another package's test. */
public final class OperatorOver implements AutoCloseable {

  private final World world;
  private final OperatorProcess process;

  private OperatorOver(World world) {
    this.world = world;
    this.process = world.leadingOperator("beside").process();
  }

  /** Starts one, and waits until it leads. */
  public static OperatorOver namespace(ApiServer.Which server, String namespace) {
    return new OperatorOver(new World(server, namespace));
  }

  public boolean isLeading() {
    return process.state() == State.LEADING;
  }

  /** Stops it, and deletes the services and tasks of the namespace. */
  @Override
  public void close() {
    world.close();
  }
}
