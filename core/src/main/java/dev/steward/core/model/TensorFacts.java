package dev.steward.core.model;

import java.util.regex.Pattern;

/**
 * One of a model's inputs or outputs, as people are told of it.
 *
 * @param name letters, digits and {@code _ . / : -}, at most {@value #MAX_NAME}
 * @param datatype as the Open Inference Protocol calls it, such as {@code FP32}
 * @param shape such as {@code [-1,16]}, where -1 is any length
 */
public record TensorFacts(String name, String datatype, String shape) {

  /** Longer names are cut, longer shapes too. */
  public static final int MAX_NAME = 40;

  private static final int MAX_DATATYPE = 12;
  private static final Pattern PLAIN_SHAPE = Pattern.compile("[\\[\\]0-9,…-]*");
  private static final Pattern UNUSUAL = Pattern.compile("[^A-Za-z0-9_./:-]");

  public TensorFacts {
    name = cut(UNUSUAL.matcher(name).replaceAll("_"), MAX_NAME);
    datatype = cut(UNUSUAL.matcher(datatype).replaceAll("_"), MAX_DATATYPE);
    shape = shape.length() > MAX_NAME || !PLAIN_SHAPE.matcher(shape).matches() ? "[]" : shape;
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }
}
