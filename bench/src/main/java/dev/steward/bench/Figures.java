package dev.steward.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a benchmark measured, by name. Its JSON is {@code {"bench": NAME, "figures": {NAME: NUMBER,
 * …}}} on one line.
 */
public final class Figures {
  private final String bench;
  private final Map<String, Double> values = new LinkedHashMap<>();

  public Figures(String bench) {
    this.bench = bench;
  }

  /** Adds a figure, kept to three decimals: more would be noise. */
  public Figures put(String name, double value) {
    values.put(name, Math.round(value * 1000) / 1000.0);
    return this;
  }

  /** The one line. */
  public String json() {
    try {
      var line = new LinkedHashMap<String, Object>();
      line.put("bench", bench);
      line.put("figures", values);
      return new ObjectMapper().writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
