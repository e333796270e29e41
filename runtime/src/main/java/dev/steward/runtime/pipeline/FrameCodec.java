package dev.steward.runtime.pipeline;

import dev.steward.core.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Frames as bytes.
 *
 * <pre>
 * offset  length
 *      0       4  "STPL"
 *      4       1  version, 1 or 2
 *      5       1  kind
 *      6       2  0
 *      8       4  length of the payload
 *     12       4  CRC-32C (RFC 3720) of the head with 0 in this place, and of the payload
 *     16       8  id of the micro-batch, or 0
 *     24       8  milliseconds that it has left, or 0
 *     32          payload
 * </pre>
 *
 * All numbers are little-endian, as in the memory of the machines that ONNX Runtime runs on. How
 * tensors stand in a payload is {@link TensorCodec}'s. A reader takes memory for a payload as it
 * arrives, never for what a head announces.
 *
 * <p>Version 2 is version 1 but for WORK, whose payload begins with the traces that it is of: how
 * many, at most {@value #MAX_TRACES}, and each as a text. Both are read, whichever is written.
 */
final class FrameCodec {

  static final int HEAD = 32;

  /**
   * Of how many traces a micro-batch says that it is; more requests are seldom computed together.
   */
  static final int MAX_TRACES = 64;

  /** A {@code traceparent} has 55 characters. */
  private static final int MAX_TRACEPARENT = 64;

  private static final int MAGIC = 0x4C505453; // "STPL" read as little-endian
  private static final int CHECKSUM_AT = 12;
  private static final int MAX_TEXT = 1024;
  private static final int STEP = 1 << 20;
  private static final int TENSORS_HEADS = 1 << 10;

  private final FrameLimits limits;
  private final Speech speech;

  /**
   * @param speech what is written
   */
  FrameCodec(FrameLimits limits, Speech speech) {
    this.limits = limits;
    this.speech = speech;
  }

  private static final int HELLO = 1;
  private static final int WELCOME = 2;
  private static final int REFUSED = 3;
  private static final int READY = 4;
  private static final int BUSY = 5;
  private static final int WORK = 6;
  private static final int CREDIT = 7;
  private static final int DONE = 8;
  private static final int FAILED = 9;
  private static final int CANCEL = 10;
  private static final int PING = 11;

  /**
   * A frame as bytes. Tensors aren't copied: nobody may write to them until it is sent.
   *
   * @throws FrameException when it would be larger
   */
  FrameBytes encode(Frame frame) throws FrameException {
    return switch (frame) {
      case Frame.Hello(int stage, var incarnation, var plan) ->
          bytes(HELLO, 0, 0, new PayloadWriter(64).number(stage).text(incarnation).text(plan));
      case Frame.Welcome(int credit) -> bytes(WELCOME, 0, 0, new PayloadWriter(4).number(credit));
      case Frame.Refused(var reason) -> bytes(REFUSED, 0, 0, told(reason));
      case Frame.Ready() -> bytes(READY, 0, 0, new PayloadWriter(0));
      case Frame.Busy(var reason) -> bytes(BUSY, 0, 0, told(reason));
      case Frame.Work(long id, var left, var wanted, var traces, var tensors) -> {
        var payload = new PayloadWriter(TENSORS_HEADS);
        writeTraces(payload, traces);
        TensorCodec.writeNames(payload, wanted);
        TensorCodec.write(payload, tensors);
        yield bytes(WORK, id, Math.max(0, left.toMillis()), payload);
      }
      case Frame.Credit(int count) -> bytes(CREDIT, 0, 0, new PayloadWriter(4).number(count));
      case Frame.Done(long id, var tensors) -> {
        var payload = new PayloadWriter(TENSORS_HEADS);
        TensorCodec.write(payload, tensors);
        yield bytes(DONE, id, 0, payload);
      }
      case Frame.Failed(long id, var code, var message) ->
          bytes(FAILED, id, 0, new PayloadWriter(256).text(code.code()).text(shortened(message)));
      case Frame.Cancel(long id) -> bytes(CANCEL, id, 0, new PayloadWriter(0));
      case Frame.Ping() -> bytes(PING, 0, 0, new PayloadWriter(0));
    };
  }

  private void writeTraces(PayloadWriter payload, List<String> traces) {
    switch (speech) {
      case PLAIN -> {}
      case TRACED -> {
        payload.number(traces.size());
        traces.forEach(payload::text);
      }
    }
  }

  private static List<String> readTraces(PayloadReader payload, Speech speech)
      throws FrameException {
    var traces = new ArrayList<String>();
    switch (speech) {
      case PLAIN -> {}
      case TRACED -> {
        for (int left = payload.count(0, MAX_TRACES); left > 0; left--) {
          traces.add(payload.text(MAX_TRACEPARENT));
        }
      }
    }
    return traces;
  }

  private static PayloadWriter told(String reason) {
    return new PayloadWriter(256).text(shortened(reason));
  }

  private static String shortened(String text) {
    return text.length() <= MAX_TEXT / 4 ? text : text.substring(0, MAX_TEXT / 4 - 1) + "…";
  }

  private FrameBytes bytes(int kind, long id, long left, PayloadWriter payload)
      throws FrameException {
    if (payload.length() > limits.bytes()) {
      throw new FrameException(
          "a micro-batch has %d bytes between stages, and at most %d travel"
              .formatted(payload.length(), limits.bytes()));
    }
    int length = (int) payload.length();
    var pieces = payload.framed();
    var head = pieces.getFirst().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(MAGIC).put(speech.version()).put((byte) kind).putShort((short) 0);
    head.putInt(length).putInt(0).putLong(id).putLong(left);
    var checksum = new CRC32C();
    pieces.forEach(piece -> checksum.update(piece.duplicate()));
    head.putInt(CHECKSUM_AT, (int) checksum.getValue());
    return new FrameBytes(pieces);
  }

  /**
   * Reads one frame.
   *
   * @throws FrameException when it isn't one
   * @throws EOFException when the connection ends before or in it
   */
  Frame read(InputStream in) throws IOException {
    var start = new byte[HEAD];
    if (in.readNBytes(start, 0, HEAD) < HEAD) {
      throw new EOFException("the connection has ended");
    }
    var head = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    if (head.getInt() != MAGIC) {
      throw new FrameException("this isn't Steward's protocol between stages");
    }
    byte version = head.get();
    var heard =
        Speech.of(version)
            .orElseThrow(() ->
                new FrameException("version " + version + ", this process understands 1 and 2"));
    int kind = head.get();
    if (head.getShort() != 0) {
      throw new FrameException("a head with unknown flags");
    }
    int length = head.getInt();
    int claimed = head.getInt();
    if (length < 0 || length > limits.bytes()) {
      throw new FrameException(
          "a payload of %d bytes, at most %d are taken"
              .formatted(Integer.toUnsignedLong(length), limits.bytes()));
    }
    long id = head.getLong();
    long left = head.getLong();
    if (left < 0) {
      throw new FrameException("a negative time left");
    }
    head.putInt(CHECKSUM_AT, 0);
    var checksum = new CRC32C();
    checksum.update(start);
    var payload = payload(in, length, checksum);
    if ((int) checksum.getValue() != claimed) {
      throw new FrameException("a checksum that doesn't match: the connection changes bytes");
    }
    return frame(heard, kind, id, left, new PayloadReader(payload, length));
  }

  /** Chunk by chunk, so that the checksum is taken of what is still in the processor's cache. */
  private static byte[] payload(InputStream in, int length, CRC32C checksum) throws IOException {
    var bytes = new byte[Math.min(length, STEP)];
    int read = 0;
    while (read < length) {
      if (read == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(length, bytes.length * 4L));
      }
      int wanted = Math.min(bytes.length - read, FrameBytes.CHUNK);
      int count = in.readNBytes(bytes, read, wanted);
      if (count < wanted) {
        throw new EOFException("the connection has ended in a frame");
      }
      checksum.update(bytes, read, count);
      read += count;
    }
    return bytes;
  }

  private Frame frame(Speech heard, int kind, long id, long left, PayloadReader payload)
      throws FrameException {
    var frame =
        switch (kind) {
          case HELLO ->
              new Frame.Hello(payload.number(), payload.text(MAX_TEXT), payload.text(MAX_TEXT));
          case WELCOME -> new Frame.Welcome(payload.count(1, 1 << 16));
          case REFUSED -> new Frame.Refused(payload.text(MAX_TEXT));
          case READY -> new Frame.Ready();
          case BUSY -> new Frame.Busy(payload.text(MAX_TEXT));
          case WORK -> {
            var traces = readTraces(payload, heard);
            yield new Frame.Work(
                id,
                Duration.ofMillis(Math.min(left, Integer.MAX_VALUE)),
                TensorCodec.readNames(payload, limits.tensors()),
                traces,
                TensorCodec.read(payload, limits.tensors()));
          }
          case CREDIT -> new Frame.Credit(payload.count(1, 1 << 16));
          case DONE -> new Frame.Done(id, TensorCodec.read(payload, limits.tensors()));
          case FAILED -> new Frame.Failed(id, code(payload.text(MAX_TEXT)), payload.text(MAX_TEXT));
          case CANCEL -> new Frame.Cancel(id);
          case PING -> new Frame.Ping();
          default -> throw new FrameException("an unknown kind of frame, " + kind);
        };
    payload.end();
    return frame;
  }

  private static ErrorCode code(String text) {
    return List.of(ErrorCode.values()).stream()
        .filter(code -> code.code().equals(text))
        .findFirst()
        .orElse(ErrorCode.INTERNAL);
  }
}
