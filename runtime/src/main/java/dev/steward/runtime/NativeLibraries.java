package dev.steward.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * The native parts of ONNX Runtime and of the tokenizers, which come inside jars.
 *
 * <p>Left alone, ONNX Runtime unpacks its 25 MB at each start. Kept in a folder, they are unpacked
 * once; an image has them unpacked and says so by {@code -Donnxruntime.native.path}. Call it before
 * any model is loaded.
 */
public final class NativeLibraries {

  private static final String ONNX_PATH = "onnxruntime.native.path";
  private static final String VERSION = "onnxruntime-1.28.0";

  private NativeLibraries() {}

  /** Whether the engine's are files already, as in an image. */
  static boolean unpacked() {
    return System.getProperty(ONNX_PATH) != null;
  }

  /** Keeps them in {@code folder}; where that can't be written, each start unpacks them again. */
  public static void keepIn(Path folder) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // Images are decoded without a screen, whose libraries needn't be there.
    System.setProperty("java.awt.headless", "true");
    if (unpacked()) {
      return;
    }
    try {
      var onnx = Files.createDirectories(folder.resolve(VERSION));
      for (var library : List.of("onnxruntime", "onnxruntime4j_jni")) {
        unpack(System.mapLibraryName(library), onnx);
      }
      System.setProperty(ONNX_PATH, onnx.toString());
      System.setProperty("DJL_CACHE_DIR", folder.toString());
    } catch (IOException e) {
      LoggerFactory.getLogger(NativeLibraries.class)
          .warn("native libraries can't be kept in {}: {}", folder, e.getMessage());
    }
  }

  private static void unpack(String library, Path folder) throws IOException {
    var target = folder.resolve(library);
    if (Files.isRegularFile(target)) {
      return;
    }
    var entry = "/ai/onnxruntime/native/" + platform() + "/" + library;
    try (var packed = ai.onnxruntime.OrtEnvironment.class.getResourceAsStream(entry)) {
      if (packed == null) {
        throw new IOException("ONNX Runtime has no " + library + " for " + platform());
      }
      var part = Files.createTempFile(folder, library, ".part");
      Files.copy(packed, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** As ONNX Runtime calls it. */
  private static String platform() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    var os = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
    var chip = processor.equals("aarch64") || processor.equals("arm64") ? "aarch64" : "x64";
    return os + "-" + chip;
  }
}
