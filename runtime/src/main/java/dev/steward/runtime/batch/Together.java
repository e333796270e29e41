package dev.steward.runtime.batch;

import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.rows.RowCheck;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows of different requests may be computed together.
 *
 * <p>Unless somebody asks for it, only where trying has shown that a row's answer doesn't depend on
 * its neighbours. Models that are quantised while they run (DynamicQuantizeLinear) scale by the
 * largest number of the whole batch; together they are faster, and their answers differ a little
 * with whatever else is asked at the same time. That is for a user to choose.
 */
public sealed interface Together {

  /** Rows that are computed together unless told otherwise. */
  int DEFAULT = 32;

  /** Nothing is computed together. */
  static Together never() {
    return new AtMost(1);
  }

  /** As many as that, whatever it does to answers. */
  record AtMost(int rows) implements Together {
    private static final Logger LOG = LoggerFactory.getLogger(Together.class);

    public AtMost {
      if (rows < 1) {
        throw new IllegalArgumentException("at least one row is computed at a time: " + rows);
      }
    }

    @Override
    public int rows(BooleanSupplier independent) {
      if (rows > 1 && !independent.getAsBoolean()) {
        LOG.warn(
            "spec.runtime.maxBatch: with {} rows computed together, answers of this model depend"
                + " on what else is asked at the same time; set 1 if they mustn't",
            rows);
      }
      return rows;
    }
  }

  /** {@link #DEFAULT} where that changes no answer. */
  record WhereExact() implements Together {
    private static final Logger LOG = LoggerFactory.getLogger(Together.class);

    @Override
    public int rows(BooleanSupplier independent) {
      if (independent.getAsBoolean()) {
        return DEFAULT;
      }
      LOG.info(
          "requests are computed one by one: this model's answers depend on what they are computed"
              + " with");
      return 1;
    }
  }

  /**
   * What a user asks for.
   *
   * @param maxBatch rows; empty: as many as change no answer
   */
  static Together asAsked(Optional<Integer> maxBatch) {
    return maxBatch.<Together>map(AtMost::new).orElseGet(WhereExact::new);
  }

  /**
   * The rows.
   *
   * @param independent tries whether rows are independent, which computes a few times
   */
  int rows(BooleanSupplier independent);

  /** The rows of requests for tensors. */
  default int rowsOf(TensorModel model) {
    return rows(() ->
        RowCheck.independent(
            model.signature(), inputs -> model.run(inputs, List.of(), new Cancellation())));
  }
}
