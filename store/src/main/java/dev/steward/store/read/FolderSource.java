package dev.steward.store.read;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.Glob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Files below a root, out of which no link leads. */
final class FolderSource<P extends DataPath> implements Source<P> {

  /** Files looked at for one pattern. */
  private static final int MAX_VISITED = 5_000_000;

  private final Function<P, Checked<Path>> root;
  private final Function<P, String> inside;
  private final PathOf<P> named;

  /** Names a file as the task's owner would. */
  interface PathOf<P> {
    DataPath at(P pattern, String inside);
  }

  /**
   * A source.
   *
   * @param root the folder in which a path lies
   * @param inside the path below the root, without leading slash
   */
  FolderSource(Function<P, Checked<Path>> root, Function<P, String> inside, PathOf<P> named) {
    this.root = root;
    this.inside = inside;
    this.named = named;
  }

  @Override
  public Checked<List<DataPath>> list(String field, P pattern, int most) throws IOException {
    return switch (root.apply(pattern)) {
      case Checked.Invalid<Path>(var wrong) ->
          Checked.invalid(field, wrong.problem(), wrong.remedy());
      case Checked.Valid<Path>(var folder) -> list(field, pattern, folder, most);
    };
  }

  private Checked<List<DataPath>> list(String field, P pattern, Path folder, int most)
      throws IOException {
    var glob = Glob.of(inside.apply(pattern));
    if (!glob.isPattern()) {
      return single(field, pattern, folder.resolve(glob.toString()));
    }
    var start = folder.resolve(glob.folder());
    if (!Files.isDirectory(start) || !isInside(folder, start)) {
      return Bounded.nothing(field, pattern);
    }
    var walk = new Walk(folder, glob, most);
    Files.walkFileTree(start, Set.of(), Math.min(glob.depth(), 64), walk);
    if (walk.overflown) {
      return Bounded.tooMany(field, pattern, most);
    }
    if (walk.found.isEmpty()) {
      return Bounded.nothing(field, pattern);
    }
    walk.found.sort(
        Comparator.comparing(
            path -> path.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
    return Checked.valid(walk.found.stream().map(path -> named.at(pattern, path)).toList());
  }

  private Checked<List<DataPath>> single(String field, P path, Path file) {
    if (Files.isDirectory(file)) {
      return Checked.invalid(
          field,
          path.text() + " is a folder",
          "name its files, like " + path.text().replaceFirst("/$", "") + "/*");
    }
    return Files.exists(file)
        ? Checked.valid(List.of(path))
        : Checked.invalid(field, path.text() + " isn't there", "correct it, or put the file there");
  }

  @Override
  public Content read(P path, int most) {
    try (var in = open(path)) {
      return Bounded.read(in, most);
    } catch (NoSuchFileException e) {
      return new Content.Unreadable("it isn't there; put it there, or leave it out");
    } catch (AccessDeniedException e) {
      return new Content.Unreadable("it may not be read; make it readable for this process");
    } catch (IOException e) {
      return new Content.Unreadable(
          "it can't be read: %s; check the file".formatted(e.getMessage()));
    }
  }

  @Override
  public InputStream open(P path) throws IOException {
    return switch (root.apply(path)) {
      case Checked.Invalid<Path>(var wrong) -> throw new IOException(wrong.message());
      case Checked.Valid<Path>(var folder) -> {
        var file = folder.resolve(inside.apply(path));
        if (!isInside(folder, file)) {
          throw new IOException("a link leads out of its volume");
        }
        yield Files.newInputStream(file);
      }
    };
  }

  private static boolean isInside(Path folder, Path file) throws IOException {
    return file.toRealPath().startsWith(folder.toRealPath());
  }

  /** Collects what matches. Links to folders aren't followed: they could lead in circles. */
  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Glob glob;
    private final int most;
    private final List<String> found = new ArrayList<>();
    private int visited;
    private boolean overflown;

    private Walk(Path root, Glob glob, int most) {
      this.root = root;
      this.glob = glob;
      this.most = most;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      var path = root.relativize(file).toString();
      if (glob.matches(path) && Files.isRegularFile(file)) {
        found.add(path);
      }
      overflown = found.size() > most || ++visited > MAX_VISITED;
      return overflown ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
