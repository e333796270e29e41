package dev.steward.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.ErrorCode;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FrameCodecPropertyTest {

  private static final FrameLimits LIMITS = new FrameLimits(1 << 16, 8);
  private static final FrameCodec CODEC = new FrameCodec(LIMITS, Speech.TRACED);
  private static final FrameCodec PLAIN = new FrameCodec(LIMITS, Speech.PLAIN);
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Provide
  Arbitrary<Frame> frames() {
    var text = Arbitraries.strings().ofMaxLength(60);
    var ids = Arbitraries.longs();
    return Arbitraries.oneOf(
        Combinators.combine(Arbitraries.integers(), text, text).as(Frame.Hello::new),
        Arbitraries.integers().between(1, 1 << 16).map(Frame.Welcome::new),
        text.map(Frame.Refused::new),
        Arbitraries.of(new Frame.Ready(), new Frame.Ping()),
        text.map(Frame.Busy::new),
        Combinators.combine(
                ids,
                Arbitraries.longs().between(0, Integer.MAX_VALUE).map(Duration::ofMillis),
                text.list().ofMaxSize(3),
                Arbitraries.of(TRACE, "").list().ofMaxSize(FrameCodec.MAX_TRACES),
                tensors().list().ofMaxSize(4))
            .as(Frame.Work::new),
        Arbitraries.integers().between(1, 1 << 16).map(Frame.Credit::new),
        Combinators.combine(ids, tensors().list().ofMaxSize(4)).as(Frame.Done::new),
        Combinators.combine(ids, Arbitraries.of(ErrorCode.class), text).as(Frame.Failed::new),
        ids.map(Frame.Cancel::new));
  }

  private static Arbitrary<Tensor> tensors() {
    var shapes =
        Arbitraries.longs().between(0, 4).list().ofMaxSize(3).map(lengths -> new Shape(lengths));
    return Combinators.combine(
            Arbitraries.of(Datatype.class), shapes, Arbitraries.strings().alpha().ofMaxLength(8))
        .as(FrameCodecPropertyTest::tensor);
  }

  private static Tensor tensor(Datatype datatype, Shape shape, String name) {
    int elements = (int) shape.elements();
    if (datatype == Datatype.BYTES) {
      return new Tensor.Texts(name, shape, java.util.Collections.nCopies(elements, "ä" + name));
    }
    var data = ByteBuffer.allocate(elements * datatype.size()).order(ByteOrder.nativeOrder());
    for (int i = 0; i < data.capacity(); i++) {
      data.put(i, (byte) i);
    }
    return new Tensor.Numbers(name, datatype, shape, data);
  }

  private static byte[] bytes(Frame frame) throws IOException {
    return bytes(CODEC, frame);
  }

  private static byte[] bytes(FrameCodec codec, Frame frame) throws IOException {
    var out = new ByteArrayOutputStream();
    codec.encode(frame).writeTo(out, new byte[100]);
    return out.toByteArray();
  }

  private static Frame read(byte[] bytes) throws IOException {
    return CODEC.read(new ByteArrayInputStream(bytes));
  }

  @Property
  void what_was_written_is_read_again(@ForAll("frames") Frame frame) throws IOException {
    assertThat(read(bytes(frame))).isEqualTo(frame);
  }

  @Property
  void a_frame_that_ends_early_is_told(
      @ForAll("frames") Frame frame, @ForAll @IntRange(max = 1 << 16) int cut) throws IOException {
    var bytes = bytes(frame);
    assertThatThrownBy(() -> read(Arrays.copyOf(bytes, cut % bytes.length)))
        .isInstanceOf(EOFException.class);
  }

  @Property
  void a_changed_bit_is_noticed(
      @ForAll("frames") Frame frame, @ForAll @IntRange(max = 1 << 20) int bit) throws IOException {
    var bytes = bytes(frame);
    int at = bit % (bytes.length * 8);
    bytes[at / 8] ^= (byte) (1 << (at % 8));
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class);
  }

  /** Right head and checksum, rubbish inside: whatever it is, a frame or a told error. */
  @Property(tries = 5000)
  void rubbish_in_a_payload_is_told(@ForAll @IntRange(max = 12) int kind, @ForAll byte[] payload)
      throws IOException {
    var framed = framed((byte) kind, payload);
    try {
      assertThat(read(framed)).isNotNull();
    } catch (FrameException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @Property
  void rubbish_is_told(@ForAll byte[] bytes) {
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class);
  }

  private static byte[] framed(byte kind, byte[] payload) {
    var frame =
        ByteBuffer.allocate(FrameCodec.HEAD + payload.length).order(ByteOrder.LITTLE_ENDIAN);
    frame.put("STPL".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    frame.put(Speech.TRACED.version()).put(kind).putShort((short) 0).putInt(payload.length);
    frame.putInt(0).putLong(1).putLong(1).put(payload);
    var checksum = new CRC32C();
    checksum.update(frame.array());
    return frame.putInt(12, (int) checksum.getValue()).array();
  }

  @Example
  void a_head_that_announces_too_much_is_refused_before_anything_is_taken() {
    var head = framed((byte) 6, new byte[0]);
    ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putInt(8, Integer.MAX_VALUE);
    assertThatThrownBy(() -> read(head))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining("a payload of 2147483647 bytes");
  }

  @Example
  void a_head_that_announces_more_than_comes_takes_no_memory_for_it() {
    var head = framed((byte) 6, new byte[0]);
    ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 1 << 16);
    assertThatThrownBy(() -> read(head)).isInstanceOf(EOFException.class);
  }

  @Example
  void another_version_is_told() {
    var frame = framed((byte) 11, new byte[0]);
    frame[4] = 3;
    assertThatThrownBy(() -> read(frame))
        .isInstanceOf(FrameException.class)
        .hasMessage("version 3, this process understands 1 and 2");
  }

  private static Frame.Work work(List<String> traces) {
    return new Frame.Work(
        7,
        Duration.ofSeconds(1),
        List.of("y"),
        traces,
        List.of(tensor(Datatype.INT64, Shape.of(2), "x")));
  }

  @Property
  void whoever_tells_nobody_says_what_version_1_says(@ForAll("frames") Frame frame)
      throws IOException {
    var said = bytes(PLAIN, frame);
    assertThat(said[4]).isEqualTo((byte) 1);
    var heard = read(said);
    assertThat(heard)
        .isEqualTo(
            frame instanceof Frame.Work(var id, var left, var wanted, var _, var tensors)
                ? new Frame.Work(id, left, wanted, List.of(), tensors)
                : frame);
  }

  @Example
  void a_trace_has_its_length_and_55_bytes_and_without_traces_there_are_four() throws IOException {
    int plain = bytes(PLAIN, work(List.of())).length;
    assertThat(bytes(work(List.of()))).hasSize(plain + 4);
    assertThat(bytes(work(List.of(TRACE, TRACE)))).hasSize(plain + 4 + 2 * 59);
  }

  @Example
  void more_traces_than_are_taken_or_longer_ones_are_told() throws IOException {
    var many = bytes(work(java.util.Collections.nCopies(FrameCodec.MAX_TRACES + 1, TRACE)));
    assertThatThrownBy(() -> read(many)).hasMessage("65 where 0 to 64 may stand");
    var large = bytes(work(List.of("0".repeat(65))));
    assertThatThrownBy(() -> read(large)).hasMessage("65 where 0 to 64 may stand");
  }

  @Example
  void a_frame_that_would_be_too_large_is_not_sent() {
    var large =
        new Tensor.Numbers(
            "x",
            Datatype.UINT8,
            Shape.of(1 << 17),
            ByteBuffer.allocate(1 << 17).order(ByteOrder.nativeOrder()));
    assertThatThrownBy(() -> CODEC.encode(new Frame.Done(1, List.of(large))))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining("at most 65536 travel");
  }

  /** So large that it isn't copied. */
  private static Tensor.Numbers large(String name, ByteBuffer memory) {
    while (memory.hasRemaining()) {
      memory.put((byte) (memory.position() * 31));
    }
    return new Tensor.Numbers(
        name,
        Datatype.UINT8,
        Shape.of(memory.capacity()),
        memory.flip().order(ByteOrder.nativeOrder()));
  }

  @Property(tries = 50)
  void tensors_of_any_memory_are_read_again(
      @ForAll @IntRange(min = 5000, max = 20_000) int bytes,
      @ForAll @IntRange(min = 1, max = 30_000) int chunk)
      throws IOException {
    var small = tensor(Datatype.BYTES, Shape.of(2), "between");
    var frame =
        new Frame.Work(
            7,
            Duration.ofSeconds(1),
            List.of("y"),
            List.of(TRACE),
            List.of(
                large("heap", ByteBuffer.allocate(bytes)),
                small,
                large("part", ByteBuffer.allocate(bytes + 9).slice(9, bytes)),
                large("direct", ByteBuffer.allocateDirect(bytes)),
                small));
    var out = new ByteArrayOutputStream();
    CODEC.encode(frame).writeTo(out, new byte[chunk]);
    assertThat(read(out.toByteArray())).isEqualTo(frame);
  }

  @Example
  void a_large_tensor_travels_from_its_own_memory() throws IOException {
    var memory = ByteBuffer.allocate(20_000);
    var bytes = CODEC.encode(new Frame.Done(1, List.of(large("x", memory))));
    memory.put(19_999, (byte) 77);
    assertThat(bytes.pieces()).anyMatch(piece -> piece.get(piece.limit() - 1) == 77);
  }
}
