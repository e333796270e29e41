package dev.steward.tasks.run;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.TaskDescription;
import dev.steward.core.task.TaskInputs;
import dev.steward.store.read.DataReader;
import dev.steward.store.read.Lines;
import dev.steward.tasks.journal.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A task's items, which can be gone through more than once. */
sealed interface ItemSource extends AutoCloseable {

  /** How many there are, at least one. */
  long count();

  /** Goes through them in order. */
  void each(Visit visit) throws IOException;

  @Override
  void close() throws IOException;

  /** Takes the next item. */
  interface Visit {
    void item(Item item) throws IOException;
  }

  /** Items in memory. */
  record Listed(List<Item> items) implements ItemSource {
    @Override
    public long count() {
      return items.size();
    }

    @Override
    public void each(Visit visit) throws IOException {
      for (var item : items) {
        visit.item(item);
      }
    }

    @Override
    public void close() {}
  }

  /**
   * The lines of a file, in a copy of our own that nobody changes meanwhile.
   *
   * @param name of the file, as a person knows it
   */
  record OfLines(String name, Path copy, long count) implements ItemSource {

    private static final int MAX_LINE = 1 << 20;
    private static final long MAX_FILE = 16L << 30;

    @Override
    public void each(Visit visit) throws IOException {
      try (var lines = new Lines(Files.newInputStream(copy), MAX_LINE)) {
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
          visit.item(
              switch (line.get()) {
                case Lines.Line.Text(var number, var text) -> new Item.Json(label(number), text);
                case Lines.Line.TooLong(var number) ->
                    new Item.Broken(
                        label(number),
                        "the line has more than %d bytes; write a shorter one".formatted(MAX_LINE));
              });
        }
      }
    }

    private String label(long number) {
      return name + ":" + number;
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(copy);
    }

    private static Checked<ItemSource> of(String field, DataPath path, InputStream in)
        throws IOException {
      var copy = Files.createTempFile("lines", ".jsonl");
      try (in;
          var out = Files.newOutputStream(copy)) {
        var chunk = new byte[1 << 16];
        long size = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          size += read;
          if (size > MAX_FILE) {
            Files.delete(copy);
            return Checked.invalid(
                field, path.text() + " has more than 16 GiB", "make several files of it");
          }
          out.write(chunk, 0, read);
        }
      }
      var counted = new long[1];
      var source = new OfLines(path.text(), copy, 0);
      source.each(item -> counted[0]++);
      return counted(field, path, new OfLines(path.text(), copy, counted[0]));
    }

    private static Checked<ItemSource> counted(String field, DataPath path, OfLines source)
        throws IOException {
      if (source.count() > 0 && source.count() <= TaskDescription.MAX_ITEMS) {
        return Checked.valid(source);
      }
      source.close();
      return Checked.invalid(
          field,
          source.count() == 0
              ? path.text() + " has no lines"
              : "%s has %d lines".formatted(path.text(), source.count()),
          "give 1 to %d lines".formatted(TaskDescription.MAX_ITEMS));
    }
  }

  /** The items that {@code inputs} name. */
  static Checked<ItemSource> of(TaskInputs inputs, DataReader reader)
      throws IOException, InterruptedException {
    return switch (inputs) {
      case TaskInputs.Inline(var items) -> {
        var numbered = new ArrayList<Item>();
        for (int i = 0; i < items.size(); i++) {
          numbered.add(new Item.Json("items[" + i + "]", items.get(i)));
        }
        yield Checked.valid(new Listed(numbered));
      }
      case TaskInputs.Files(var paths) ->
          switch (reader.list("spec.inputs.paths", paths, TaskDescription.MAX_ITEMS)) {
            case Checked.Invalid<List<DataPath>>(var wrong) -> new Checked.Invalid<>(wrong);
            case Checked.Valid<List<DataPath>>(var files) ->
                Checked.valid(new Listed(files.stream().<Item>map(Item.File::new).toList()));
          };
      case TaskInputs.Lines(var path) -> {
        var field = "spec.inputs.jsonl.path";
        yield switch (reader.list(field, List.of(path), 1)) {
          case Checked.Invalid<List<DataPath>>(var wrong) -> new Checked.Invalid<>(wrong);
          case Checked.Valid<List<DataPath>>(var files) ->
              OfLines.of(field, path, reader.open(files.getFirst()));
        };
      }
    };
  }
}
