package dev.steward.runtime.engine;

import dev.steward.core.check.Checked;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.LoadFailure;
import dev.steward.runtime.engine.OnnxModel.Scratch;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the ONNX models of a process on the device that computes them.
 *
 * <p>The device is chosen when the first one is opened, since that needs ONNX Runtime's library,
 * and told once in the log. Where no session can be had on the GPU, that model and all after it are
 * opened on the CPU; if a GPU was asked for, the load fails.
 */
public final class OnnxDevice {

  private static final Logger LOG = LoggerFactory.getLogger(OnnxDevice.class);

  /** How a model is opened on a GPU. */
  interface OnGpu {
    OnnxModel open(Path file, int threads, Scratch scratch, Device.Cuda gpu)
        throws GpuException, LoadException;
  }

  private final DeviceWish wish;
  private final DeviceWork work;
  private final Supplier<DeviceFacts> facts;
  private final OnGpu gpu;
  private volatile Optional<DeviceChoice> chosen = Optional.empty();

  OnnxDevice(DeviceWish wish, DeviceWork work, Supplier<DeviceFacts> facts, OnGpu gpu) {
    this.wish = wish;
    this.work = work;
    this.facts = facts;
    this.gpu = gpu;
  }

  /** The one that a process is to compute on. */
  public static OnnxDevice of(DeviceWish wish, DeviceWork work) {
    return new OnnxDevice(wish, work, DeviceFacts::ofThisProcess, OnnxModel::loadOnGpu);
  }

  /** The CPU. */
  public static OnnxDevice cpu() {
    return of(DeviceWish.CPU, DeviceWork.ONE_MODEL);
  }

  /** What was chosen; empty before anything was opened. */
  public Optional<DeviceChoice> chosen() {
    return chosen;
  }

  /**
   * Chooses, if nothing was chosen yet.
   *
   * @throws LoadException when a GPU was asked for that can't be used
   */
  public DeviceChoice choose() throws LoadException {
    var before = chosen;
    return before.isPresent() ? before.get() : chooseFirst();
  }

  private synchronized DeviceChoice chooseFirst() throws LoadException {
    if (chosen.isPresent()) {
      return chosen.get();
    }
    return switch (DeviceChoice.of(wish, work, facts.get())) {
      case Checked.Invalid<DeviceChoice>(var violation) ->
          throw new LoadException(new LoadFailure(ErrorCode.GPU_UNUSABLE, violation));
      case Checked.Valid<DeviceChoice>(var choice) -> {
        LOG.info("models are computed on {}", choice.text());
        chosen = Optional.of(choice);
        yield choice;
      }
    };
  }

  /**
   * Opens a model file.
   *
   * @param threads that one run may use, on the CPU
   * @throws LoadException when it isn't a model that can be run here
   */
  public OnnxModel open(Path file, int threads, Scratch scratch) throws LoadException {
    var there = onGpu(file, threads, scratch);
    return there.isPresent() ? there.get() : OnnxModel.load(file, threads, scratch);
  }

  /**
   * Opens a model file on the GPU; empty where it is to be computed on the CPU. One session serves
   * all runs there: it has no threads that runs would share.
   *
   * @throws LoadException when it isn't a model that can be run here
   */
  public Optional<OnnxModel> onGpu(Path file, int threads, Scratch scratch) throws LoadException {
    var choice = choose();
    if (!(choice.device() instanceof Device.Cuda there)) {
      return Optional.empty();
    }
    try {
      return Optional.of(gpu.open(file, threads, scratch, there));
    } catch (GpuException e) {
      if (wish == DeviceWish.GPU) {
        throw e.fault();
      }
      var instead = choice.insteadOfGpu(e.fault().failure().violation().problem());
      LOG.warn("models are computed on {}", instead.text());
      chosen = Optional.of(instead);
      return Optional.empty();
    }
  }
}
