package dev.steward.store;

import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelUri;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which files of a hub's repository make up a model. Repositories hold one model in many formats;
 * what a runtime can't read isn't downloaded.
 *
 * <p>The address leads to a folder, the repository's root where it says none, or to a file. Of a
 * folder are taken the files right in it that are ONNX graphs with their weights, GGUF, or belong
 * to them (tokenizers, settings, vocabularies); where {@code model.onnx} is among several graphs,
 * it alone. Of a file are taken it, its weights, and what belongs to it in its folder. Both ways
 * what belongs to models is taken of the root, too, where no file has its name: there tokenizers
 * lie.
 *
 * <p>Example: {@code hf://Xenova/all-MiniLM-L6-v2/onnx/model_quantized.onnx} gives {@code
 * model_quantized.onnx}, and of the root {@code config.json}, {@code tokenizer.json} and so on.
 */
final class HubFiles {

  private static final Pattern COMPANION =
      Pattern.compile("[^/]*[.](json|txt|jinja|model|vocab|merges)");
  private static final Pattern WEIGHTS = Pattern.compile("[^/]*[.]onnx([._]data.*)");

  /** Weights as transformers saves them, whole or in parts; adapters have other names. */
  private static final Pattern SAVED = Pattern.compile("model(-[0-9]+-of-[0-9]+)?[.]safetensors");

  /** Files that a message suggests. */
  private static final int SUGGESTED = 6;

  private final ModelUri.Hub address;

  private HubFiles(ModelUri.Hub address) {
    this.address = address;
  }

  /** What an entry of a folder is. */
  enum Kind {
    FILE,
    FOLDER
  }

  /**
   * An entry of a folder.
   *
   * @param path from the root
   * @param size bytes of a file; negative where the hub says none
   * @param gitHash the SHA-1 that git has of it
   * @param sha256 hexadecimal, of large files
   */
  record Entry(String path, Kind kind, long size, String gitHash, Optional<String> sha256) {
    private String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    private boolean isFile() {
      return kind == Kind.FILE;
    }
  }

  /**
   * A file that is taken.
   *
   * @param place its path in the model's folder
   */
  record Chosen(Entry entry, String place) {}

  /** Lists folders of one commit. */
  interface Folders {
    /** The entries of a folder; none where there is no such folder. */
    List<Entry> list(String folder) throws LoadException, InterruptedException;
  }

  /**
   * The files that the address stands for.
   *
   * @throws LoadException when it leads to nothing, or to several models
   */
  static List<Chosen> choose(ModelUri.Hub address, Folders folders)
      throws LoadException, InterruptedException {
    return new HubFiles(address).choose(folders);
  }

  private List<Chosen> choose(Folders folders) throws LoadException, InterruptedException {
    var path = address.path();
    var parent = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    var beside = folders.list(parent);
    var file = beside.stream().filter(it -> it.isFile() && it.path().equals(path)).findFirst();
    var taken = new ArrayList<Entry>();
    if (file.isPresent()) {
      taken.add(file.get());
      beside.stream().filter(it -> isWeightsOf(it, file.get())).forEach(taken::add);
      companions(beside, taken);
    } else {
      var inside = path.isEmpty() ? beside : folders.list(path);
      if (inside.isEmpty()) {
        throw Failed.missing(address.text());
      }
      taken.addAll(models(inside));
      companions(inside, taken);
    }
    if (!path.isEmpty()) {
      companions(parent.isEmpty() ? beside : folders.list(""), taken);
    }
    return taken.stream().map(this::checked).toList();
  }

  /** Takes what belongs to models, where no file of its name is taken. */
  private static void companions(List<Entry> folder, List<Entry> taken) {
    var names = taken.stream().map(Entry::name).collect(Collectors.toCollection(HashSet::new));
    folder.stream()
        .filter(it -> it.isFile() && COMPANION.matcher(it.name()).matches())
        .filter(it -> names.add(it.name()))
        .forEach(taken::add);
  }

  private static boolean isWeightsOf(Entry entry, Entry graph) {
    return entry.isFile()
        && WEIGHTS.matcher(entry.name()).matches()
        && entry.name().startsWith(graph.name());
  }

  private List<Entry> models(List<Entry> folder) throws LoadException {
    var graphs = ending(folder, ".onnx");
    var ggufs = ending(folder, ".gguf");
    var usual = graphs.stream().filter(it -> it.name().equals("model.onnx")).findFirst();
    if (graphs.isEmpty() && ggufs.isEmpty()) {
      var saved = saved(folder);
      if (!saved.isEmpty()) {
        return saved;
      }
      throw Failed.corrupt(
          address.text(),
          "there is no .onnx, .gguf or model.safetensors file right in that folder; its folders are "
              + suggested(folder.stream().filter(it -> !it.isFile()).toList()));
    }
    if (ggufs.size() > 1) {
      throw Failed.corrupt(
          address.text(),
          "there are several .gguf files; name one of them in the address: " + suggested(ggufs));
    }
    var taken = new ArrayList<Entry>(ggufs);
    for (var graph : usual.map(List::of).orElse(graphs)) {
      taken.add(graph);
      folder.stream().filter(it -> isWeightsOf(it, graph)).forEach(taken::add);
    }
    return taken;
  }

  /** The whole weights, or all parts of them. */
  private static List<Entry> saved(List<Entry> folder) {
    var files =
        folder.stream().filter(it -> it.isFile() && SAVED.matcher(it.name()).matches()).toList();
    var whole = files.stream().filter(it -> it.name().equals("model.safetensors")).toList();
    return whole.isEmpty() ? files : whole;
  }

  private static List<Entry> ending(List<Entry> folder, String ending) {
    return folder.stream()
        .filter(it -> it.isFile() && it.name().toLowerCase(Locale.ROOT).endsWith(ending))
        .toList();
  }

  private static String suggested(List<Entry> entries) {
    return entries.isEmpty()
        ? "none"
        : entries.stream().limit(SUGGESTED).map(Entry::path).collect(Collectors.joining(", "))
            + (entries.size() > SUGGESTED ? ", …" : "");
  }

  private Chosen checked(Entry entry) {
    return new Chosen(entry, entry.name());
  }
}
