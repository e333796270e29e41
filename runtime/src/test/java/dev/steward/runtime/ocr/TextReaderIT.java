package dev.steward.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.batch.Together;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.OnnxDevice;
import dev.steward.runtime.image.Bitmap;
import dev.steward.runtime.image.ImageDecoder;
import dev.steward.runtime.image.ImageHeader;
import dev.steward.runtime.image.ImageLimits;
import dev.steward.runtime.image.Images;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.Client;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.pool.PoolObserver;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.pool.Tenant;
import dev.steward.runtime.testing.PpOcr;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PP-OCR's own models, asked for several images at the same time. */
@Timeout(180)
class TextReaderIT {

  private static final double EXACT = 1e-5;
  private static final long MEMORY = 256 << 20;
  private static final OnnxDevice CPU = OnnxDevice.cpu();
  private static final List<byte[]> IMAGES =
      List.of(PpOcr.image("letter.png"), PpOcr.image("columns.png"), PpOcr.image("chinese.png"));

  /** How many pieces were computed together, run by run. */
  private static final class Runs implements PoolObserver {
    private final ConcurrentLinkedQueue<Integer> together = new ConcurrentLinkedQueue<>();

    @Override
    public void waited(Duration wait) {}

    @Override
    public void together(int pieces) {
      together.add(pieces);
    }

    @Override
    public void computed(Duration time) {}
  }

  private static Asked by(Client client) {
    return new Asked(Tenant.NONE, Deadline.in(Duration.ofMinutes(2)), client);
  }

  private static <T> T done(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(var value) -> value;
      case Outcome.Refused<T>(var refusal) -> throw new AssertionError(refusal.message());
    };
  }

  private static Bitmap bitmap(byte[] image) {
    var decoder = new ImageDecoder(ImageLimits.forMemory(MEMORY));
    ImageHeader header = done(decoder.header("image", image));
    return done(decoder.decode(header, new Cancellation())).kept();
  }

  private static Page page(TextReader reader, InferencePool pool, byte[] image, Client client)
      throws Exception {
    try (var place = done(pool.admit(by(client)))) {
      return done(reader.read("image", image, place));
    }
  }

  private static void same(Page page, Page other) {
    assertThat(page.text()).isEqualTo(other.text());
    for (int i = 0; i < page.lines().size(); i++) {
      assertThat(page.lines().get(i).score())
          .isCloseTo(other.lines().get(i).score(), within(EXACT));
    }
  }

  private static List<Strip> strips() throws Exception {
    var strips = new ArrayList<Strip>();
    try (var detector = Detector.load(PpOcr.folder(), CPU, 1)) {
      for (var image : IMAGES) {
        var bitmap = bitmap(image);
        done(detector.detect(bitmap, new Cancellation()))
            .forEach(quad -> strips.add(new Strip(bitmap, quad)));
      }
    }
    return strips;
  }

  /** The first line of the letter. */
  private static byte[] oneLine() throws Exception {
    var letter = ImageIO.read(new ByteArrayInputStream(IMAGES.getFirst()));
    var line = new BufferedImage(400, 100, BufferedImage.TYPE_INT_RGB);
    line.setRGB(0, 0, 400, 100, letter.getRGB(0, 20, 400, 100, null, 0, 400), 0, 400);
    return Images.encoded(line, "png");
  }

  @Test
  void a_line_is_read_the_same_alone_and_beside_lines_of_other_images() throws Exception {
    try (var recognizer = Recognizer.load(PpOcr.folder(), CPU, 1)) {
      var byWidth =
          strips().stream().collect(Collectors.groupingBy(strip -> recognizer.width(strip.line())));
      assertThat(byWidth.values()).anySatisfy(alike -> assertThat(images(alike)).isGreaterThan(1));
      for (Map.Entry<Integer, List<Strip>> alike : byWidth.entrySet()) {
        var together = done(recognizer.look(alike.getValue(), new Cancellation()));
        for (int i = 0; i < together.size(); i++) {
          var alone =
              done(recognizer.look(List.of(alike.getValue().get(i)), new Cancellation()))
                  .getFirst();
          assertThat(together.get(i).text()).isEqualTo(alone.text());
          assertThat(together.get(i).score()).isCloseTo(alone.score(), within(EXACT));
        }
      }
      assertThat(recognizer.independent()).isTrue();
    }
  }

  private static long images(List<Strip> strips) {
    return strips.stream().map(Strip::image).distinct().count();
  }

  @Test
  void a_line_stands_the_same_alone_and_beside_others() throws Exception {
    var strips = strips();
    try (var direction = DirectionModel.load(PpOcr.folder(), CPU, 1)) {
      var together = done(direction.look(strips, new Cancellation()));
      for (int i = 0; i < together.size(); i++) {
        var alone = done(direction.look(List.of(strips.get(i)), new Cancellation())).getFirst();
        assertThat(together.get(i)).isCloseTo(alone, within(EXACT));
      }
      assertThat(direction.independent()).isTrue();
    }
  }

  @Test
  void an_image_among_others_is_read_as_it_is_alone() throws Exception {
    try (var reader = TextReader.load(PpOcr.folder(), CPU, 1, MEMORY, new Together.WhereExact());
        var pool = new InferencePool(new PoolSettings(2, 1, 100), new Runs());
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var alone = new ArrayList<Page>();
      for (var image : IMAGES) {
        alone.add(page(reader, pool, image, () -> false));
      }
      var among = new ArrayList<Future<Page>>();
      for (int i = 0; i < 18; i++) {
        var image = IMAGES.get(i % IMAGES.size());
        among.add(clients.submit(() -> page(reader, pool, image, () -> false)));
      }
      for (int i = 0; i < among.size(); i++) {
        same(among.get(i).get(), alone.get(i % IMAGES.size()));
      }
    }
  }

  /** The only thread is kept busy until all images wait. */
  @Test
  void lines_of_several_requests_are_looked_at_together() throws Exception {
    var image = oneLine();
    var runs = new Runs();
    int requests = 6;
    var waiting = new CountDownLatch(requests);
    var go = new CountDownLatch(1);
    try (var reader = TextReader.load(PpOcr.folder(), CPU, 1, MEMORY, new Together.WhereExact());
        var pool = new InferencePool(new PoolSettings(1, 1, 100), runs);
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var busy = clients.submit(() -> keepBusy(pool, go));
      var pages = new ArrayList<Future<Page>>();
      for (int i = 0; i < requests; i++) {
        var asks = new Waits(waiting);
        pages.add(clients.submit(() -> page(reader, pool, image, asks)));
      }
      waiting.await();
      go.countDown();
      assertThat(busy.get()).isTrue();
      for (var page : pages) {
        assertThat(page.get().text()).isEqualTo("Dear reader,");
      }
    }
    assertThat(runs.together).as("of images of one line each").anyMatch(pieces -> pieces > 1);
  }

  /** Tells once that its request waits, and goes on waiting. */
  private static final class Waits implements Client {
    private final CountDownLatch latch;
    private boolean told;

    Waits(CountDownLatch latch) {
      this.latch = latch;
    }

    @Override
    public boolean gone() {
      if (!told) {
        told = true;
        latch.countDown();
      }
      return false;
    }
  }

  private static boolean keepBusy(InferencePool pool, CountDownLatch until) throws Exception {
    try (var place = done(pool.admit(by(() -> false)))) {
      return done(
          place.run(cancellation -> {
            try {
              until.await();
              return Outcome.done(true);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }));
    }
  }

  @Test
  void who_leaves_while_the_image_waits_for_memory_is_let_go() throws Exception {
    var waiting = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    // Room for one image at a time.
    try (var reader = TextReader.load(PpOcr.folder(), CPU, 1, 1, new Together.WhereExact());
        var pool = new InferencePool(new PoolSettings(1, 1, 100), new Runs());
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var busy = clients.submit(() -> keepBusy(pool, go));
      var first = clients.submit(() -> page(reader, pool, IMAGES.getFirst(), new Waits(waiting)));
      waiting.await();
      assertThatThrownBy(() -> page(reader, pool, IMAGES.getFirst(), () -> true))
          .isInstanceOf(ClientGoneException.class);
      go.countDown();
      assertThat(busy.get()).isTrue();
      assertThat(first.get().text()).startsWith("Dear reader,");
    }
  }
}
