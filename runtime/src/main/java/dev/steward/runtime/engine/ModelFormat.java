package dev.steward.runtime.engine;

/** In which format a graph of tensors is kept, which says which engine computes it. */
public enum ModelFormat {
  /** {@code *.onnx}, which ONNX Runtime computes. */
  ONNX("ONNX", "onnx_onnxruntime"),
  /** An archive that {@code torch.jit.save} wrote, which PyTorch's own interpreter computes. */
  TORCH_SCRIPT("TorchScript", "pytorch_libtorch");

  private final String text;
  private final String platform;

  ModelFormat(String text, String platform) {
    this.text = text;
    this.platform = platform;
  }

  /** What its users call it. */
  public String text() {
    return text;
  }

  /**
   * Format and engine in the Open Inference Protocol's metadata; Triton's names where it has one.
   */
  public String platform() {
    return platform;
  }
}
