package dev.steward.bench.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * ONNX Runtime in a loop and nothing else: what no server can be faster than.
 *
 * @param runs that are computed at the same time, each on a thread of its own
 * @param threads that each of them may use
 * @param rows of each run
 */
record Ceiling(int runs, int threads, int rows) {

  /** Rows a second over {@code duration}, of rows like those of {@code question}. */
  double rowsPerSecond(Path model, Question question, Duration duration)
      throws OrtException, IOException, InterruptedException {
    var environment = OrtEnvironment.getEnvironment();
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      try (var session =
              environment.createSession(model.resolve("model.onnx").toString(), options);
          var pool = Executors.newFixedThreadPool(runs)) {
        loop(environment, session, question, System.nanoTime() + duration.toNanos() / 4);
        long begun = System.nanoTime();
        long end = begun + duration.toNanos();
        var counts =
            IntStream.range(0, runs)
                .mapToObj(run -> pool.submit(() -> loop(environment, session, question, end)))
                .toList();
        long computed = 0;
        for (Future<Long> count : counts) {
          computed += count.get() * rows;
        }
        return computed / ((System.nanoTime() - begun) / 1e9);
      } catch (ExecutionException e) {
        throw new IOException("the engine failed", e.getCause());
      }
    }
  }

  private long loop(OrtEnvironment environment, OrtSession session, Question question, long end)
      throws OrtException {
    long count = 0;
    var inputs = new HashMap<String, OnnxTensor>();
    var shape = new long[] {rows, question.tokens()};
    var ones = new long[question.tokens()];
    java.util.Arrays.fill(ones, 1);
    inputs.put("input_ids", OnnxTensor.createTensor(environment, rows(question.ids()), shape));
    inputs.put("attention_mask", OnnxTensor.createTensor(environment, rows(ones), shape));
    inputs.put(
        "token_type_ids",
        OnnxTensor.createTensor(environment, rows(new long[question.tokens()]), shape));
    for (; System.nanoTime() < end; count++) {
      try (var result = session.run(inputs, Set.of(SentenceModel.OUTPUT))) {
        ((OnnxTensor) result.get(0)).getFloatBuffer();
      }
    }
    inputs.values().forEach(OnnxTensor::close);
    return count;
  }

  private LongBuffer rows(long[] row) {
    var all =
        ByteBuffer.allocateDirect(rows * row.length * Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .asLongBuffer();
    for (int i = 0; i < rows; i++) {
      all.put(row);
    }
    return all.flip();
  }
}
