package dev.steward.cli.schema;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.steward.cli.document.Finding;
import dev.steward.cli.document.Value;
import dev.steward.core.check.Violation;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Runs the schema's CEL rules ({@code x-kubernetes-validations}) over an object with its defaults.
 *
 * <p>Rules that compare with an older version of the object ({@code oldSelf}) have none to compare
 * with in a file and are left out, as the API server does on creation.
 */
final class RuleCheck {

  private static final Pattern NAMED_FIELD =
      Pattern.compile("((?:spec|metadata)[\\w.\\[\\]]*): (.*)", Pattern.DOTALL);

  private final Cel cel =
      CelFactory.plannerCelBuilder()
          .setOptions(
              CelOptions.current()
                  .enableHeterogeneousNumericComparisons(true)
                  .comprehensionMaxIterations(100_000)
                  .build())
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addCompilerLibraries(CelExtensions.strings())
          .addRuntimeLibraries(CelExtensions.strings())
          .addFunctionDeclarations(FindFunction.DECLARATION)
          .addFunctionBindings(FindFunction.BINDINGS)
          .addVar("self", SimpleType.DYN)
          .build();
  private final List<Finding> findings = new ArrayList<>();

  private RuleCheck() {}

  /**
   * The rules that don't hold.
   *
   * @param object what {@link Defaults} made of {@code source}
   * @param source tells the places in the file
   */
  static List<Finding> check(Object object, Value source, JSONSchemaProps schema) {
    var check = new RuleCheck();
    check.value(object, source, schema, FieldPath.ROOT);
    return List.copyOf(check.findings);
  }

  private void value(Object object, Value source, JSONSchemaProps schema, FieldPath path) {
    for (var rule : Optional.ofNullable(schema.getXKubernetesValidations()).orElse(List.of())) {
      if (!rule.getRule().contains("oldSelf")) {
        rule(rule, object, source, path);
      }
    }
    switch (object) {
      case Map<?, ?> fields ->
          fields.forEach((name, field) -> field(name.toString(), field, source, schema, path));
      case List<?> items -> {
        for (var index = 0; index < items.size(); index++) {
          var itemSource =
              source instanceof Value.Listing listing ? listing.items().get(index) : source;
          value(items.get(index), itemSource, schema.getItems().getSchema(), path.item(index));
        }
      }
      default -> {}
    }
  }

  private void field(
      String name, Object field, Value source, JSONSchemaProps schema, FieldPath path) {
    var fieldSource =
        source instanceof Value.Mapping mapping ? mapping.get(name).orElse(source) : source;
    Optional.ofNullable(schema.getProperties())
        .map(known -> known.get(name))
        .or(() -> Optional.ofNullable(schema.getAdditionalProperties()).map(any -> any.getSchema()))
        .ifPresent(property -> value(field, fieldSource, property, path.field(name)));
  }

  private void rule(ValidationRule rule, Object self, Value source, FieldPath path) {
    var below = Optional.ofNullable(rule.getFieldPath()).orElse("");
    var place =
        source instanceof Value.Mapping mapping && below.startsWith(".")
            ? mapping.get(below.substring(1)).orElse(source)
            : source;
    var field = new FieldPath(path.text() + below);
    try {
      if (!Boolean.TRUE.equals(evaluate(rule.getRule(), self))) {
        var violation = violation(field, message(rule, self));
        findings.add(new Finding(named(violation.field(), field, place).at(), violation));
      }
    } catch (CelEvaluationException e) {
      var problem = "the rule " + rule.getRule() + " can't be evaluated: " + e.getMessage();
      findings.add(new Finding(place.at(), violation(field, problem)));
    }
  }

  /** A rule over several fields names one of them: that one, or the last on the way to it. */
  private static Value named(String field, FieldPath path, Value place) {
    if (!field.startsWith(path.text() + ".")) {
      return place;
    }
    var found = place;
    for (var name : field.substring(path.text().length() + 1).split("\\.", -1)) {
      var next =
          found instanceof Value.Mapping mapping ? mapping.get(name) : Optional.<Value>empty();
      if (next.isEmpty()) {
        return found;
      }
      found = next.get();
    }
    return found;
  }

  /**
   * A rule's message is {@code problem; remedy}, with the field before it or without; the place
   * where the rule stands is more exact in lists.
   */
  private static Violation violation(FieldPath path, String message) {
    var named = NAMED_FIELD.matcher(message);
    var rest = named.matches() ? named.group(2) : message;
    var field = named.matches() && !path.isBelow(named.group(1)) ? named.group(1) : path.shown();
    var split = rest.indexOf("; ");
    return split < 0
        ? new Violation(field, rest, "see the field's description (kubectl explain)")
        : new Violation(field, rest.substring(0, split), rest.substring(split + 2));
  }

  private String message(ValidationRule rule, Object self) throws CelEvaluationException {
    if (rule.getMessageExpression() != null
        && evaluate(rule.getMessageExpression(), self) instanceof String text) {
      return text;
    }
    return Optional.ofNullable(rule.getMessage()).orElse("the rule " + rule.getRule());
  }

  private Object evaluate(String expression, Object self) throws CelEvaluationException {
    try {
      return cel.createProgram(cel.compile(expression).getAst()).eval(Map.of("self", self));
    } catch (CelValidationException e) {
      throw new IllegalStateException("the schema has a broken rule: " + expression, e);
    }
  }
}
