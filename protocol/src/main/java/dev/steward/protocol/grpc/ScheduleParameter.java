package dev.steward.protocol.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.steward.protocol.inference.InferParameter;
import dev.steward.protocol.oip.Scheduling;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The parameters of a message that say when it is to be computed; all others are passed over. */
final class ScheduleParameter {

  private static final int KEY = Wire.delimited(1);
  private static final int VALUE = Wire.delimited(2);
  private static final int INT64 = number(InferParameter.INT64_PARAM_FIELD_NUMBER);
  private static final int UINT64 = number(InferParameter.UINT64_PARAM_FIELD_NUMBER);

  private ByteString key = ByteString.EMPTY;
  private ByteString value = ByteString.EMPTY;
  private @Nullable Long number;

  private ScheduleParameter() {}

  private static int number(int field) {
    return field << Wire.TYPE_BITS | Wire.VARINT;
  }

  /**
   * What is known with an entry of the map of parameters.
   *
   * @param field where the map stands, for messages
   */
  static Scheduling with(Scheduling known, String field, ByteString entry) throws IOException {
    var parameter = new ScheduleParameter();
    Wire.fields(entry, parameter::field);
    if (parameter.key.size() > Scheduling.PRIORITY.length()) {
      return known;
    }
    var name = parameter.key.toStringUtf8();
    return switch (name) {
      case Scheduling.PRIORITY ->
          known.withPriority((int) parameter.whole(field + "." + name, Scheduling.LEVELS));
      case Scheduling.TIMEOUT ->
          known.withTimeout(parameter.whole(field + "." + name, Long.MAX_VALUE));
      default -> known;
    };
  }

  private boolean field(int tag, CodedInputStream in) throws IOException {
    if (tag == KEY) {
      key = in.readBytes();
    } else if (tag == VALUE) {
      value = in.readBytes();
    } else {
      return false;
    }
    return true;
  }

  private long whole(String field, long most) throws IOException {
    Wire.fields(
        value,
        (tag, in) -> {
          if (tag != INT64 && tag != UINT64) {
            return false;
          }
          number = in.readInt64();
          return true;
        });
    var found = number;
    if (found == null || found < 0 || found > most) {
      throw Wire.invalid(
          field,
          found == null ? "it is no whole number" : "found " + found,
          "send a whole number from 0 to %d in int64_param or uint64_param".formatted(most));
    }
    return found;
  }
}
