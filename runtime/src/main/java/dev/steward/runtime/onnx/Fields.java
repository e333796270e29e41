package dev.steward.runtime.onnx;

/** The numbers of the fields of {@code onnx.proto} that are read or written here. */
final class Fields {

  static final int MODEL_IR_VERSION = 1;
  static final int MODEL_GRAPH = 7;
  static final int MODEL_OPSET = 8;

  static final int OPSET_DOMAIN = 1;
  static final int OPSET_VERSION = 2;

  static final int GRAPH_NODE = 1;
  static final int GRAPH_NAME = 2;
  static final int GRAPH_INITIALIZER = 5;
  static final int GRAPH_INPUT = 11;
  static final int GRAPH_OUTPUT = 12;
  static final int GRAPH_SPARSE_INITIALIZER = 15;

  static final int NODE_INPUT = 1;
  static final int NODE_OUTPUT = 2;
  static final int NODE_NAME = 3;
  static final int NODE_OP_TYPE = 4;
  static final int NODE_ATTRIBUTE = 5;
  static final int NODE_DOMAIN = 7;

  static final int ATTRIBUTE_NAME = 1;
  static final int ATTRIBUTE_FLOAT = 2;
  static final int ATTRIBUTE_INT = 3;
  static final int ATTRIBUTE_GRAPH = 6;
  static final int ATTRIBUTE_INTS = 8;
  static final int ATTRIBUTE_GRAPHS = 11;
  static final int ATTRIBUTE_TYPE = 20;

  /** Values of {@link #ATTRIBUTE_TYPE}. */
  static final int ATTRIBUTE_TYPE_FLOAT = 1;

  static final int ATTRIBUTE_TYPE_INT = 2;
  static final int ATTRIBUTE_TYPE_INTS = 7;

  static final int TENSOR_DIMS = 1;
  static final int TENSOR_DATA_TYPE = 2;
  static final int TENSOR_NAME = 8;
  static final int TENSOR_RAW_DATA = 9;
  static final int TENSOR_EXTERNAL_DATA = 13;
  static final int TENSOR_DATA_LOCATION = 14;

  /** The value of {@link #TENSOR_DATA_LOCATION} for values in another file. */
  static final int EXTERNAL = 1;

  static final int SPARSE_VALUES = 1;
  static final int SPARSE_INDICES = 2;
  static final int SPARSE_DIMS = 3;

  static final int ENTRY_KEY = 1;
  static final int ENTRY_VALUE = 2;

  static final int VALUE_NAME = 1;
  static final int VALUE_TYPE = 2;
  static final int TYPE_TENSOR = 1;
  static final int TENSOR_TYPE_ELEMENT = 1;
  static final int TENSOR_TYPE_SHAPE = 2;
  static final int SHAPE_DIMENSION = 1;
  static final int DIMENSION_LENGTH = 1;
  static final int DIMENSION_SYMBOL = 2;

  private Fields() {}
}
