package dev.steward.bench.ocr;

import dev.steward.bench.load.Target;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * A page of print, and what stands on it.
 *
 * @param png the image
 * @param lines its text
 */
@SuppressWarnings("ArrayRecordComponent") // an image that is never compared
record Scan(byte[] png, List<String> lines) {

  /** No side is scaled by anybody who looks for text: from 736 to 1,280. */
  private static final int WIDTH = 1024;

  private static final int HEIGHT = 768;
  private static final int LINES = 14;
  private static final int LINE_HEIGHT = 50;

  private static final List<String> WORDS =
      List.of(
          "the", "letter", "was", "typed", "on", "a", "machine", "and", "scanned", "other", "day",
          "with", "numbers", "of", "orders", "from", "station", "house", "under", "water");

  /** The page of that number; lines of it have three to eleven words. */
  static Scan page(int number) throws IOException {
    var random = new Random(number);
    var lines =
        IntStream.range(0, LINES)
            .mapToObj(line ->
                IntStream.range(0, 3 + random.nextInt(9))
                    .mapToObj(word -> WORDS.get(random.nextInt(WORDS.size())))
                    .collect(Collectors.joining(" ")))
            .toList();
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    var drawing = image.createGraphics();
    drawing.setColor(Color.WHITE);
    drawing.fillRect(0, 0, WIDTH, HEIGHT);
    drawing.setColor(Color.BLACK);
    drawing.setFont(new Font(Font.SERIF, Font.PLAIN, 26));
    for (int line = 0; line < LINES; line++) {
      drawing.drawString(lines.get(line), 50, 60 + line * LINE_HEIGHT);
    }
    drawing.dispose();
    var png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return new Scan(png.toByteArray(), lines);
  }

  /** The request to read it. */
  Target asks(int port) {
    return Target.post("127.0.0.1", port, "/v1/ocr", "Content-Type: image/png\r\n", png);
  }
}
