package dev.steward.protocol.grpc;

import dev.steward.protocol.inference.InferBatchStatistics;
import dev.steward.protocol.inference.InferStatistics;
import dev.steward.protocol.inference.ModelStatistics;
import dev.steward.protocol.inference.ModelStatisticsResponse;
import dev.steward.protocol.inference.StatisticDuration;
import dev.steward.protocol.oip.ModelStats;
import dev.steward.protocol.oip.ModelStats.OfBatch;
import dev.steward.protocol.oip.ModelStats.Timed;
import java.time.Instant;
import java.util.List;

/** What models have computed, as messages. */
public final class StatisticsMessages {

  private StatisticsMessages() {}

  /** The answer to {@code ModelStatistics}. */
  public static ModelStatisticsResponse of(List<ModelStats> models) {
    return ModelStatisticsResponse.newBuilder()
        .addAllModelStats(models.stream().map(StatisticsMessages::of).toList())
        .build();
  }

  private static ModelStatistics of(ModelStats model) {
    return ModelStatistics.newBuilder()
        .setName(model.model())
        .setVersion(model.version())
        .setLastInference(model.last().map(Instant::toEpochMilli).orElse(0L))
        .setInferenceCount(model.inferences())
        .setExecutionCount(model.executions())
        .setInferenceStats(
            InferStatistics.newBuilder()
                .setSuccess(of(model.success()))
                .setFail(of(model.fail()))
                .setQueue(of(model.queue()))
                .setComputeInput(of(model.compute().input()))
                .setComputeInfer(of(model.compute().infer()))
                .setComputeOutput(of(model.compute().output()))
                .setCacheHit(of(Timed.NONE))
                .setCacheMiss(of(Timed.NONE)))
        .addAllBatchStats(model.batches().stream().map(StatisticsMessages::of).toList())
        .build();
  }

  private static InferBatchStatistics of(OfBatch batch) {
    return InferBatchStatistics.newBuilder()
        .setBatchSize(batch.size())
        .setComputeInput(of(batch.compute().input()))
        .setComputeInfer(of(batch.compute().infer()))
        .setComputeOutput(of(batch.compute().output()))
        .build();
  }

  private static StatisticDuration of(Timed timed) {
    return StatisticDuration.newBuilder().setCount(timed.count()).setNs(timed.nanos()).build();
  }
}
