package dev.steward.runtime.pipeline;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.ModelFormat;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.engine.TensorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A stage's part that adds one to {@code x}, when the test lets it. */
final class Parts implements TensorModel {

  static final Signature SIGNATURE =
      new Signature(
          List.of(new TensorMetadata("x", Datatype.INT64, Shape.of(-1))),
          List.of(new TensorMetadata("x", Datatype.INT64, Shape.of(-1))));

  final AtomicInteger begun = new AtomicInteger();
  final AtomicInteger cancelled = new AtomicInteger();
  private final Semaphore allowed;

  private Parts(int allowed) {
    this.allowed = new Semaphore(allowed);
  }

  /** One that computes at once. */
  static Parts free() {
    return new Parts(Integer.MAX_VALUE / 2);
  }

  /** One that computes nothing until it is let. */
  static Parts held() {
    return new Parts(0);
  }

  void let(int computations) {
    allowed.release(computations);
  }

  StagePart part() {
    return new StagePart(this, List.of("x"), List.of("x"), List.of("mask"));
  }

  @Override
  public ModelFormat format() {
    return ModelFormat.ONNX;
  }

  @Override
  public Signature signature() {
    return SIGNATURE;
  }

  @Override
  public Outcome<List<Tensor>> run(
      List<Tensor> inputs, List<String> wanted, Cancellation cancellation) {
    begun.incrementAndGet();
    var broken = new CountDownLatch(1);
    cancellation.during(() -> {
      broken.countDown();
      allowed.release();
    });
    allowed.acquireUninterruptibly();
    cancellation.after();
    if (broken.getCount() == 0) {
      cancelled.incrementAndGet();
    }
    return Outcome.done(List.of(numbers("x", value(inputs) + 1)));
  }

  static long value(List<Tensor> tensors) {
    return ((Tensor.Numbers) tensors.getFirst()).data().getLong(0);
  }

  static Tensor numbers(String name, long... values) {
    var data = ByteBuffer.allocate(values.length * 8).order(ByteOrder.nativeOrder());
    data.asLongBuffer().put(values);
    return new Tensor.Numbers(name, Datatype.INT64, Shape.of(values.length), data);
  }

  @Override
  public void close() {}
}
