package dev.steward.protocol.grpc;

import com.google.protobuf.ByteString;
import dev.steward.protocol.inference.InferParameter;
import dev.steward.protocol.oip.Scheduling;
import java.io.IOException;

/**
 * An entry of a map of parameters. Those of Triton's extensions that would change what a message
 * means are read where they belong and refused elsewhere; all others are hints.
 *
 * @param field where it stands, for messages: {@code outputs[0].parameters.classification}
 * @param value its {@link InferParameter}, still bytes
 */
record MessageParameter(String field, String name, ByteString value) {

  /** Longer names are of no extension. */
  private static final int MAX_NAME = 256;

  private static final String CLASSES = "classification";

  /**
   * Reads an entry.
   *
   * @param map where the map stands
   */
  static MessageParameter read(String map, ByteString entry) throws IOException {
    var parts = new ByteString[] {ByteString.EMPTY, ByteString.EMPTY};
    Wire.fields(
        entry,
        (tag, in) -> {
          if (tag != Wire.delimited(1) && tag != Wire.delimited(2)) {
            return false;
          }
          parts[tag == Wire.delimited(1) ? 0 : 1] = in.readBytes();
          return true;
        });
    var name = parts[0].size() > MAX_NAME ? "" : parts[0].toStringUtf8();
    var field = map + "." + name;
    return switch (name) {
      case "shared_memory_region", "shared_memory_offset", "shared_memory_byte_size" ->
          throw Wire.invalid(
              field,
              "it needs the extension for shared memory, which this server doesn't have",
              "leave it out, and send the values in the message");
      default -> new MessageParameter(field, name, parts[1]);
    };
  }

  /** Whether it asks for an output's classes instead of its values. */
  boolean asksForClasses() {
    return name.equals(CLASSES);
  }

  /** Of anything but an output. */
  void refuseClasses() throws IOException {
    if (asksForClasses()) {
      throw Wire.invalid(field, "it is a parameter of an output", "leave it out here");
    }
  }

  /** How many classes. */
  int classes() throws IOException {
    var number = InferParameter.parseFrom(value);
    if (number.getParameterChoiceCase() != InferParameter.ParameterChoiceCase.INT64_PARAM
        || number.getInt64Param() < 1
        || number.getInt64Param() > Integer.MAX_VALUE) {
      throw Wire.invalid(field, "it isn't a number of classes", "send an int64_param of 1 or more");
    }
    return (int) number.getInt64Param();
  }

  /** What is known of when the message is to be computed, with what this one says of it. */
  Scheduling added(Scheduling known) throws IOException {
    return switch (name) {
      case Scheduling.PRIORITY -> known.withPriority((int) whole(Scheduling.LEVELS));
      case Scheduling.TIMEOUT -> known.withTimeout(whole(Long.MAX_VALUE));
      default -> known;
    };
  }

  private long whole(long most) throws IOException {
    var right = "send a whole number from 0 to %d in int64_param or uint64_param".formatted(most);
    var number = InferParameter.parseFrom(value);
    long found =
        switch (number.getParameterChoiceCase()) {
          case INT64_PARAM -> number.getInt64Param();
          case UINT64_PARAM -> number.getUint64Param();
          default -> throw Wire.invalid(field, "it is no whole number", right);
        };
    if (found < 0 || found > most) {
      throw Wire.invalid(field, "found " + found, right);
    }
    return found;
  }
}
