package dev.steward.cli.findings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.core.policy.rule.Rule;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), which code
 * hosts and editors show beside the lines of a change.
 *
 * <p>Each rule that something breaks is described once, with what would be right and the articles
 * it supports evidence for. What is refused is an {@code error}, what a policy warns of a {@code
 * warning}, what it audits a {@code note}.
 */
final class FindingsSarif {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private FindingsSarif() {}

  static ObjectNode of(Findings findings, String version) {
    var rules = rules(findings);
    var root = JSON.objectNode();
    root.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    root.put("version", "2.1.0");
    var run = root.putArray("runs").addObject();
    var driver = run.putObject("tool").putObject("driver");
    driver.put("name", "steward validate");
    driver.put("version", version);
    driver.set("rules", JSON.arrayNode().addAll(List.copyOf(rules.values())));
    run.put("columnKind", "unicodeCodePoints");
    run.set("results", results(findings, List.copyOf(rules.keySet())));
    return root;
  }

  private static Map<String, ObjectNode> rules(Findings findings) {
    var rules = new LinkedHashMap<String, ObjectNode>();
    findings.all().forEach(found -> rules.computeIfAbsent(found.ruleId(), id -> rule(id, found)));
    return rules;
  }

  private static ObjectNode rule(String id, Found found) {
    var rule = JSON.objectNode();
    rule.put("id", id);
    var broken = found.said().flatMap(Found.Said::rule);
    rule.putObject("shortDescription")
        .put(
            "text",
            broken
                .map(of -> of.field() + ", which " + of.demandedBy() + " of a policy is about")
                .orElse(
                    id.equals("conflict")
                        ? "Policies that can't be met together"
                        : "What the kind's definition says"));
    rule.putObject("help").put("text", broken.map(FindingsSarif::help).orElse(general(id)));
    return rule;
  }

  private static String help(Rule rule) {
    return rule.remedy()
        + (rule.evidence().isEmpty() ? "" : ". Supports evidence for " + rule.evidence())
        + ".";
  }

  private static String general(String id) {
    return id.equals("conflict")
        ? "Change one of the policies that the message names."
        : "kubectl explain tells every field.";
  }

  private static ArrayNode results(Findings findings, List<String> rules) {
    var results = new ArrayList<ObjectNode>();
    for (var found : findings.all()) {
      var result = JSON.objectNode();
      result.put("ruleId", found.ruleId());
      result.put("ruleIndex", rules.indexOf(found.ruleId()));
      result.put("level", level(found.weight()));
      result
          .putObject("message")
          .put(
              "text",
              found.said().map(Found.Said::message).orElseGet(() -> found.violation().message()));
      var location = result.putArray("locations").addObject();
      var physical = location.putObject("physicalLocation");
      physical.putObject("artifactLocation").put("uri", uri(found.file()));
      physical
          .putObject("region")
          .put("startLine", found.at().line())
          .put("startColumn", found.at().column());
      location
          .putArray("logicalLocations")
          .addObject()
          .put("fullyQualifiedName", found.violation().field())
          .put("kind", "member");
      results.add(result);
    }
    return JSON.arrayNode().addAll(results);
  }

  private static String level(Found.Weight weight) {
    return switch (weight) {
      case MISTAKE, DENIED -> "error";
      case WARNED -> "warning";
      case AUDITED -> "note";
    };
  }

  /** Relative as the user named it, so that it is found in a checkout elsewhere. */
  private static String uri(String file) {
    var path = Path.of(file);
    try {
      return path.isAbsolute()
          ? path.toUri().toString()
          : new URI(null, null, path.toString().replace('\\', '/'), null).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a path is a path of an address: " + file, e);
    }
  }
}
