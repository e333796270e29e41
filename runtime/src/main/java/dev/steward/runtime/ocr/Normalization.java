package dev.steward.runtime.ocr;

/**
 * Bytes of a pixel as the numbers that a model was trained on.
 *
 * <p>The models were trained on images as OpenCV has them, blue first; which channel got which of
 * ImageNet's numbers is part of the model.
 */
record Normalization(Channel blue, Channel green, Channel red) {

  /** Of ImageNet's pictures; for detection. */
  static final Normalization IMAGENET =
      new Normalization(
          new Channel(0.485f, 0.229f), new Channel(0.456f, 0.224f), new Channel(0.406f, 0.225f));

  /** From -1 to 1; for direction and recognition. */
  static final Normalization CENTERED =
      new Normalization(new Channel(0.5f, 0.5f), new Channel(0.5f, 0.5f), new Channel(0.5f, 0.5f));

  /** One of the three colours, by its mean and deviation in the pictures of the training. */
  record Channel(float mean, float deviation) {

    /** The number for a value of 0 to 255. */
    float of(float value) {
      return (value / 255f - mean) / deviation;
    }
  }
}
