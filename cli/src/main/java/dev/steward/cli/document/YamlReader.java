package dev.steward.cli.document;

import dev.steward.core.check.Violation;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML into {@link Value}s.
 *
 * <p>Bounds: {@value #MAX_CHARACTERS} characters a file, {@value #MAX_DEPTH} levels, {@value
 * #MAX_VALUES} values a file with aliases written out.
 */
public final class YamlReader {

  /** More than etcd takes for one object (1.5 MiB), for a file of several. */
  static final int MAX_CHARACTERS = 4 * 1024 * 1024;

  static final int MAX_DEPTH = 64;
  static final int MAX_VALUES = 200_000;

  /** Far more than a number needs that means something; reading one takes time by its square. */
  static final int MAX_NUMBER_CHARACTERS = 100;

  private static final Set<String> TRUE = Set.of("true", "yes", "on", "y");
  private static final Set<String> FALSE = Set.of("false", "no", "off", "n");
  private static final Set<String> NULL = Set.of("", "~", "null");
  private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9_]*)");
  private static final Pattern OCTAL = Pattern.compile("([-+]?)0o?([0-7]+)");
  private static final Pattern HEX = Pattern.compile("([-+]?)0x([0-9a-fA-F]+)");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

  private static final Resolver IMPLICIT = new Resolver();

  private int values;

  private YamlReader() {}

  /** Reads all documents of a file's text. */
  public static Parsed read(String text) {
    try {
      return new YamlReader().documents(text);
    } catch (BrokenYaml e) {
      return broken(e.at, e.problem, e.remedy);
    } catch (MarkedYAMLException e) {
      var mark = Optional.ofNullable(e.getProblemMark()).or(() -> Optional.of(e.getContextMark()));
      return broken(
          mark.map(YamlReader::position).orElse(Position.START), problem(e), remedy(e, text));
    } catch (ReaderException e) {
      return broken(
          positionOf(text, e.getPosition()),
          "character U+%04X isn't allowed in YAML".formatted(e.getCodePoint()),
          "remove it; the file has to be UTF-8 text");
    } catch (YAMLException e) {
      return broken(
          Position.START,
          Objects.toString(e.getMessage()),
          "use fewer levels and anchors, or several files");
    } catch (IllegalArgumentException e) {
      // SnakeYAML tells of a tag with blanks at its ends so, and not where it stands.
      return broken(Position.START, Objects.toString(e.getMessage()), "leave tags out");
    }
  }

  private Parsed documents(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new BrokenYaml(
          Position.START,
          "the file has %,d characters".formatted(text.length()),
          "use at most %,d".formatted(MAX_CHARACTERS));
    }
    var options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    options.setNestingDepthLimit(MAX_DEPTH);
    var documents = new ArrayList<Value>();
    for (var node : new Yaml(options).composeAll(new StringReader(text))) {
      var value = value(node, 0);
      if (!(value instanceof Value.Nothing)) {
        documents.add(value);
      }
    }
    return new Parsed.Documents(documents);
  }

  private Value value(Node node, int depth) {
    var at = position(node.getStartMark());
    if (++values > MAX_VALUES || depth > MAX_DEPTH) {
      throw new BrokenYaml(
          at,
          "the file has more than %,d values or %d levels".formatted(MAX_VALUES, MAX_DEPTH),
          "use fewer; an anchor may not lie inside itself");
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, at, depth);
      case SequenceNode sequence -> {
        var items = new ArrayList<Value>();
        for (var item : sequence.getValue()) {
          items.add(value(item, depth + 1));
        }
        yield new Value.Listing(at, items);
      }
      case ScalarNode scalar -> scalar(scalar, at);
      default -> throw new IllegalStateException("a node of unknown kind: " + node.getNodeId());
    };
  }

  private Value.Mapping mapping(MappingNode mapping, Position at, int depth) {
    var fields = new LinkedHashMap<String, Value.Field>();
    var merged = new ArrayList<Value>();
    for (var entry : mapping.getValue()) {
      var nameAt = position(entry.getKeyNode().getStartMark());
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw new BrokenYaml(nameAt, "a field's name isn't a text", "put the name on one line");
      }
      var content = value(entry.getValueNode(), depth + 1);
      if (key.getTag().equals(Tag.MERGE)) {
        merged.add(content);
        continue;
      }
      var first = fields.put(key.getValue(), new Value.Field(nameAt, content));
      if (first != null) {
        throw new BrokenYaml(
            nameAt,
            "\"%s\" stands here and in line %d".formatted(key.getValue(), first.nameAt().line()),
            "remove one of them");
      }
    }
    merged.forEach(source -> merge(source, fields));
    return new Value.Mapping(at, fields);
  }

  /** What {@code <<} brings: fields that the mapping itself doesn't have. */
  private static void merge(Value source, Map<String, Value.Field> fields) {
    switch (source) {
      case Value.Mapping mapping -> mapping.fields().forEach(fields::putIfAbsent);
      case Value.Listing listing -> listing.items().forEach(item -> merge(item, fields));
      case Value.Text _, Value.Numeric _, Value.Truth _, Value.Nothing _ ->
          throw new BrokenYaml(source.at(), "<< merges no mapping", "name a mapping by its anchor");
    }
  }

  private static Value scalar(ScalarNode scalar, Position at) {
    var text = scalar.getValue();
    if (!scalar.isPlain() || isTaggedText(scalar)) {
      return new Value.Text(at, text);
    }
    var word = text.toLowerCase(Locale.ROOT);
    if (NULL.contains(word)) {
      return new Value.Nothing(at);
    }
    if (TRUE.contains(word) || FALSE.contains(word)) {
      return new Value.Truth(at, TRUE.contains(word));
    }
    return number(text)
        .<Value>map(number -> new Value.Numeric(at, number))
        .orElseGet(() -> new Value.Text(at, text));
  }

  /** Whether the writer put {@code !!str} before a plain word that would else be something else. */
  private static boolean isTaggedText(ScalarNode scalar) {
    return scalar.getTag().equals(Tag.STR)
        && !IMPLICIT.resolve(NodeId.scalar, scalar.getValue(), true).equals(Tag.STR);
  }

  private static Optional<BigDecimal> number(String text) {
    if (text.length() > MAX_NUMBER_CHARACTERS) {
      return Optional.empty();
    }
    if (WHOLE.matcher(text).matches()) {
      return Optional.of(new BigDecimal(text.replace("_", "")));
    }
    var octal = OCTAL.matcher(text);
    if (octal.matches()) {
      return Optional.of(inBase(8, octal));
    }
    var hex = HEX.matcher(text);
    if (hex.matches()) {
      return Optional.of(inBase(16, hex));
    }
    return DECIMAL.matcher(text).matches()
        ? Optional.of(new BigDecimal(text.endsWith(".") ? text + "0" : text))
        : Optional.empty();
  }

  /** A match of sign and digits. */
  private static BigDecimal inBase(int base, Matcher match) {
    var digits = new BigInteger(match.group(2), base);
    return new BigDecimal(match.group(1).equals("-") ? digits.negate() : digits);
  }

  private static Parsed broken(Position at, String problem, String remedy) {
    return new Parsed.Broken(new Finding(at, new Violation("YAML", problem, remedy)));
  }

  private static String problem(MarkedYAMLException e) {
    var context = Optional.ofNullable(e.getContext()).map(text -> text + ", ").orElse("");
    return context + Optional.ofNullable(e.getProblem()).orElse("can't be read");
  }

  private static String remedy(MarkedYAMLException e, String text) {
    var mark = e.getProblemMark();
    if (mark != null && isIndentedByTab(text.lines().skip(mark.getLine()).findFirst().orElse(""))) {
      return "indent with spaces; YAML takes no tabs";
    }
    return "check the indentation, colons and quotes around this place";
  }

  private static boolean isIndentedByTab(String line) {
    return line.substring(0, line.length() - line.stripLeading().length()).contains("\t");
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static Position positionOf(String text, int offset) {
    var before = text.substring(0, Math.min(offset, text.length()));
    var line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return new Position(line, before.length() - before.lastIndexOf('\n'));
  }

  /** YAML that its library reads and Kubernetes doesn't; caught where reading began. */
  private static final class BrokenYaml extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Position at;
    private final String problem;
    private final String remedy;

    private BrokenYaml(Position at, String problem, String remedy) {
      super(problem);
      this.at = at;
      this.problem = problem;
      this.remedy = remedy;
    }
  }
}
