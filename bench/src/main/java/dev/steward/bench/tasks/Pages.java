package dev.steward.bench.tasks;

import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Small images with text, each another one. */
final class Pages {
  private Pages() {}

  /** Writes {@code count} of them into {@code folder}, unless they are there. */
  static void write(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    for (var number = 0; number < count; number++) {
      var file = folder.resolve("page-%05d.png".formatted(number));
      if (!Files.exists(file)) {
        ImageIO.write(page(number), "png", file.toFile());
      }
    }
  }

  private static BufferedImage page(int number) {
    var image = new BufferedImage(240, 64, BufferedImage.TYPE_BYTE_GRAY);
    var drawing = image.createGraphics();
    drawing.setColor(Color.WHITE);
    drawing.fillRect(0, 0, image.getWidth(), image.getHeight());
    drawing.setColor(Color.BLACK);
    drawing.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 28));
    drawing.drawString("Page %05d".formatted(number), 12, 42);
    drawing.dispose();
    return image;
  }
}
