package dev.steward.operator.plan;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How near to those who ask a node is, as its label {@link Names#TIER} says. */
public enum Tier {
  EDGE,
  CLOUD;

  /** As it stands in labels and names. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The tier of that text. */
  public static Optional<Tier> of(String text) {
    return Arrays.stream(values()).filter(tier -> tier.text().equals(text)).findFirst();
  }

  /** The tiers that a template is for, if there are several; otherwise empty. */
  public static List<Tier> of(PodTemplateSpec template) {
    return Optional.ofNullable(template.getMetadata())
        .flatMap(metadata -> Optional.ofNullable(metadata.getAnnotations()))
        .flatMap(annotations -> Optional.ofNullable(annotations.get(Names.TIERS)))
        .map(Tier::list)
        .orElse(List.of());
  }

  /** As several stand in an annotation: {@code edge,cloud}. */
  static String text(List<Tier> tiers) {
    return tiers.stream().map(Tier::text).collect(Collectors.joining(","));
  }

  /** The tiers of such a text; what is none is left out. */
  private static List<Tier> list(String text) {
    return Arrays.stream(text.split(",", -1)).flatMap(part -> of(part).stream()).toList();
  }
}
