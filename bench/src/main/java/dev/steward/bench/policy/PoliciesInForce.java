package dev.steward.bench.policy;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;

/** {@link EditedPolicy} alone. */
public final class PoliciesInForce implements Benchmark {

  @Override
  public String name() {
    return "policy-in-force";
  }

  @Override
  public String summary() {
    return "from an edit of a policy until every gateway enforces it for 1,000 services";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var figures = new Figures(name());
    EditedPolicy.in(checkout).measure(figures);
    return figures;
  }
}
