package dev.steward.bench.policy;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;

/** All that policies cost: {@link PolicyAdmission}, then {@link EditedPolicy}. */
public final class Policies implements Benchmark {

  @Override
  public String name() {
    return "policy";
  }

  @Override
  public String summary() {
    return "policy-admission, then policy-in-force";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var figures = new Figures(name());
    PolicyAdmission.measure(checkout, figures);
    EditedPolicy.in(checkout).measure(figures);
    return figures;
  }
}
