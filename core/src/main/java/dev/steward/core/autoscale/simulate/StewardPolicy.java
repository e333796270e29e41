package dev.steward.core.autoscale.simulate;

import dev.steward.core.autoscale.AutoscaleSettings;
import dev.steward.core.autoscale.Autoscaler;
import dev.steward.core.autoscale.AutoscalerState;
import dev.steward.core.autoscale.Capacity;
import dev.steward.core.autoscale.LoadSample;
import dev.steward.core.autoscale.Scaling;
import java.time.Instant;
import java.util.function.Consumer;

/** Steward's own autoscaler. */
public final class StewardPolicy implements ScalingPolicy {

  private final AutoscaleSettings settings;
  private final Consumer<Scaling> decisions;
  private AutoscalerState state = AutoscalerState.EMPTY;

  /**
   * For one simulation.
   *
   * @param decisions is told each decision
   */
  public StewardPolicy(AutoscaleSettings settings, Consumer<Scaling> decisions) {
    this.settings = settings;
    this.decisions = decisions;
  }

  @Override
  public int replicas(LoadSample sample, Capacity capacity, Instant now) {
    var scaling = Autoscaler.decide(settings, state.observe(sample), capacity, now);
    state = scaling.next();
    decisions.accept(scaling);
    return scaling.desired();
  }
}
