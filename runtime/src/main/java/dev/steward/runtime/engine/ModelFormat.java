package dev.steward.runtime.engine;

/** In which format a graph of tensors is kept, which says which engine computes it. */
public enum ModelFormat {
  /** {@code *.onnx}, which ONNX Runtime computes. */
  ONNX("ONNX"),
  /** An archive that {@code torch.jit.save} wrote, which PyTorch's own interpreter computes. */
  TORCH_SCRIPT("TorchScript");

  private final String text;

  ModelFormat(String text) {
    this.text = text;
  }

  /** What its users call it. */
  public String text() {
    return text;
  }
}
