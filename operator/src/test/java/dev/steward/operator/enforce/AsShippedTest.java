package dev.steward.operator.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsShippedTest {

  private static final String SHIPPED =
      "{failurePolicy: Fail, match: {rules: [{groups: [a, b]}]}, actions: [Deny]}";

  private static boolean isAsShipped(String actual) throws JsonProcessingException {
    var yaml = new YAMLMapper();
    return AsShipped.is(
        yaml.readValue(actual, Object.class), yaml.readValue(SHIPPED, Object.class));
  }

  @Test
  void what_the_api_server_fills_in_is_no_difference() throws JsonProcessingException {
    assertThat(isAsShipped(SHIPPED)).isTrue();
    assertThat(
            isAsShipped(
                """
                {failurePolicy: Fail, actions: [Deny],
                 match: {rules: [{groups: [a, b], scope: "*"}], matchPolicy: Equivalent,
                         namespaceSelector: {}, objectSelector: {}}}
                """))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{failurePolicy: Ignore, match: {rules: [{groups: [a, b]}]}, actions: [Deny]}",
        "{match: {rules: [{groups: [a, b]}]}, actions: [Deny]}",
        "{failurePolicy: Fail, match: {rules: [{groups: [a]}]}, actions: [Deny]}",
        "{failurePolicy: Fail, match: {rules: [{groups: [b, a]}]}, actions: [Deny]}",
        "{failurePolicy: Fail, match: {rules: []}, actions: [Deny]}",
        "{failurePolicy: Fail, match: {rules: [{groups: [a, b]}]}, actions: [Audit]}",
        "{failurePolicy: Fail, match: {rules: [{groups: [a, b]}], excluded: [{}]}, actions: [Deny]}",
        "{failurePolicy: Fail, match: {rules: [{groups: [a, b], scope: Cluster}]}, actions: [Deny]}",
        "{failurePolicy: Fail, actions: [Deny], match: {rules: [{groups: [a, b]}],"
            + " namespaceSelector: {matchLabels: {a: b}}}}"
      })
  void anything_else_is_one(String actual) throws JsonProcessingException {
    assertThat(isAsShipped(actual)).isFalse();
  }
}
