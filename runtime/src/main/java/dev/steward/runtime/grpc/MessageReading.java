package dev.steward.runtime.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/**
 * Reads the requests of a method. One that can't be read becomes a refusal; gRPC's own reading
 * would answer it as a fault of the server's.
 *
 * @param <Q> what is read
 */
final class MessageReading<Q> implements Marshaller<Outcome<Q>> {

  private final Function<ByteString, Outcome<Q>> reading;

  private MessageReading(Function<ByteString, Outcome<Q>> reading) {
    this.reading = reading;
  }

  /** Leaves a message as its bytes, which nobody writes to. */
  static MessageReading<ByteString> bytes() {
    return new MessageReading<>(Outcome::done);
  }

  /** Reads messages like {@code example}. */
  @SuppressWarnings("unchecked") // a message's parser makes messages of its class
  static <Q extends Message> MessageReading<Q> of(Q example) {
    return new MessageReading<>(bytes -> {
      try {
        return Outcome.done((Q) example.getParserForType().parseFrom(bytes));
      } catch (InvalidProtocolBufferException e) {
        return Outcome.refused(
            Refusal.of(
                ErrorCode.INVALID_REQUEST,
                new Violation(
                    "request",
                    "it isn't a message of this method (" + e.getMessage() + ")",
                    "send what open_inference.proto says")));
      }
    });
  }

  @Override
  public Outcome<Q> parse(InputStream stream) {
    try {
      var bytes =
          stream instanceof KnownLength
              ? stream.readNBytes(stream.available())
              : stream.readAllBytes();
      return reading.apply(UnsafeByteOperations.unsafeWrap(bytes));
    } catch (StatusRuntimeException e) {
      // Of what unpacks a compressed message: it is larger than one may be, or than all may hold.
      return Outcome.refused(
          Refusal.of(ErrorCode.REQUEST_TOO_LARGE, String.valueOf(e.getStatus().getDescription())));
    } catch (IOException e) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.INVALID_REQUEST,
              new Violation(
                  "request",
                  "it can't be unpacked (" + e.getMessage() + ")",
                  "send it as grpc-encoding says, or without")));
    }
  }

  /** Requests are read here, never written. */
  @Override
  public InputStream stream(Outcome<Q> value) {
    return new ByteArrayInputStream(new byte[0]);
  }
}
