package dev.steward.bench.policy;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;

/** The first part of {@link Policies}. */
public final class PoliciesAtAdmission implements Benchmark {

  @Override
  public String name() {
    return "policy-admission";
  }

  @Override
  public String summary() {
    return "creating a ModelService with 0, 10 and 100 policies that select it";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var figures = new Figures(name());
    PolicyAdmission.measure(checkout, figures);
    return figures;
  }
}
