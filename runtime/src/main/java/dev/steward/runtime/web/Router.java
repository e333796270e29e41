package dev.steward.runtime.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is at which path. A part of a pattern is either a word or a name in braces, which takes any
 * part that isn't empty; where both fit the word goes first.
 *
 * <pre>{@code
 * router.get("/v2/models/{model}", metadata);
 * router.get("/v2/models/stats", statistics);
 * router.find("GET", List.of("v2", "models", "stats")); // statistics
 * router.find("HEAD", List.of("v2", "models", "m"));    // metadata, model is m
 * router.find("POST", List.of("v2", "models", "m"));    // GET and HEAD are for it
 * }</pre>
 *
 * <p>All is added before the first is looked for.
 */
public final class Router<T> {

  private static final String GET = "GET";
  private static final String HEAD = "HEAD";

  private final Node<T> root = new Node<>();

  /** What was found. */
  public sealed interface Found<T> {

    /**
     * It.
     *
     * @param pattern by which it was added
     * @param named the parts of the path that the pattern names
     */
    record Here<T>(T what, String pattern, Map<String, String> named) implements Found<T> {
      public Here {
        named = Map.copyOf(named);
      }
    }

    /** The path is one, for other methods. */
    record ForOthers<T>(SortedSet<String> methods) implements Found<T> {}

    /** There is no such path. */
    record Nowhere<T>() implements Found<T> {}
  }

  private record Leaf<T>(T what, String pattern, List<String> names) {}

  private static final class Node<T> {
    private final Map<String, Node<T>> words = new HashMap<>();
    private final Map<String, Leaf<T>> leaves = new TreeMap<>();
    private @Nullable Node<T> any;
  }

  /** What is for reading; answers HEAD too. */
  public void get(String pattern, T what) {
    add(GET, pattern, what);
  }

  /** What takes a body. */
  public void post(String pattern, T what) {
    add("POST", pattern, what);
  }

  private void add(String method, String pattern, T what) {
    if (!pattern.startsWith("/")) {
      throw new IllegalArgumentException("a pattern begins with a slash: " + pattern);
    }
    var names = new ArrayList<String>();
    var node = root;
    for (var part : pattern.substring(1).split("/", -1)) {
      if (part.startsWith("{") && part.endsWith("}")) {
        names.add(part.substring(1, part.length() - 1));
        node.any = node.any == null ? new Node<>() : node.any;
        node = node.any;
      } else {
        node = node.words.computeIfAbsent(part, _ -> new Node<>());
      }
    }
    if (node.leaves.put(method, new Leaf<>(what, pattern, names)) != null) {
      throw new IllegalArgumentException(method + " " + pattern + " is there twice");
    }
  }

  /** What is at a path, by its parts. */
  public Found<T> find(String method, List<String> parts) {
    var methods = new TreeSet<String>();
    var wanted = method.equals(HEAD) ? GET : method;
    return find(root, wanted, parts, 0, new ArrayList<>(), methods)
        .<Found<T>>map(here -> here)
        .orElseGet(
            () -> methods.isEmpty() ? new Found.Nowhere<>() : new Found.ForOthers<>(methods));
  }

  private static <T> Optional<Found.Here<T>> find(
      Node<T> node,
      String method,
      List<String> parts,
      int at,
      List<String> taken,
      SortedSet<String> methods) {
    if (at == parts.size()) {
      return leaf(node, method, taken, methods);
    }
    var part = parts.get(at);
    var word = node.words.get(part);
    if (word != null) {
      var found = find(word, method, parts, at + 1, taken, methods);
      if (found.isPresent()) {
        return found;
      }
    }
    if (node.any == null || part.isEmpty()) {
      return Optional.empty();
    }
    taken.add(part);
    var found = find(node.any, method, parts, at + 1, taken, methods);
    taken.removeLast();
    return found;
  }

  private static <T> Optional<Found.Here<T>> leaf(
      Node<T> node, String method, List<String> taken, SortedSet<String> methods) {
    methods.addAll(node.leaves.keySet());
    if (node.leaves.containsKey(GET)) {
      methods.add(HEAD);
    }
    var leaf = node.leaves.get(method);
    if (leaf == null) {
      return Optional.empty();
    }
    var named = new HashMap<String, String>();
    for (int i = 0; i < taken.size(); i++) {
      named.put(leaf.names.get(i), taken.get(i));
    }
    return Optional.of(new Found.Here<>(leaf.what, leaf.pattern, named));
  }
}
