package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AppliedBookTest {

  private final AppliedBook book = new AppliedBook();

  private static HasMetadata service(String type, String version) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("minilm")
        .withResourceVersion(version)
        .withManagedFields(
            new ManagedFieldsEntryBuilder()
                .withManager("steward")
                .withTime("2026-01-01T00:00:02Z")
                .build(),
            new ManagedFieldsEntryBuilder()
                .withManager("kubectl-edit")
                .withTime("2026-01-01T00:00:01Z")
                .build())
        .endMetadata()
        .withNewSpec()
        .withType(type)
        .endSpec()
        .build();
  }

  private Optional<Drift> drift(HasMetadata wanted, Optional<HasMetadata> actual) {
    return book.drift("uid", wanted, actual);
  }

  @Test
  void what_was_never_applied_was_nobody_s_to_change() {
    assertThat(drift(service("ClusterIP", "1"), Optional.of(service("x", "5")))).isEmpty();
    assertThat(drift(service("ClusterIP", "1"), Optional.empty())).isEmpty();
  }

  @Test
  void a_later_version_of_what_is_wanted_as_before_is_somebody_s_and_an_earlier_one_the_caches() {
    var wanted = service("ClusterIP", "0");
    book.note("uid", wanted, service("ClusterIP", "5"));

    assertThat(drift(wanted, Optional.of(service("x", "6"))))
        .contains(new Drift.Changed("Service", "minilm", "kubectl-edit"));
    assertThat(drift(wanted, Optional.of(service("x", "5")))).isEmpty();
    assertThat(drift(service("NodePort", "0"), Optional.of(service("x", "6")))).isEmpty();
    assertThat(drift(wanted, Optional.empty())).contains(new Drift.Deleted("Service", "minilm"));
  }

  @Test
  void what_the_operator_deletes_itself_and_what_is_gone_with_its_service_is_no_drift() {
    var wanted = service("ClusterIP", "0");
    book.note("uid", wanted, service("ClusterIP", "5"));
    book.forget("uid", wanted);
    assertThat(drift(wanted, Optional.empty())).isEmpty();

    book.note("uid", wanted, service("ClusterIP", "5"));
    book.retain(Set.of("other"));
    assertThat(drift(wanted, Optional.empty())).isEmpty();
  }

  @Test
  void an_event_names_a_few_and_counts_the_rest() {
    var many =
        IntStream.range(0, 7).<Drift>mapToObj(i -> new Drift.Deleted("Service", "s" + i)).toList();

    assertThat(Drift.announcement(many).message())
        .startsWith("Service s0 was deleted and is made again. Service s1")
        .endsWith("And 2 more.");
    assertThat(Drift.announcement(List.of(new Drift.Changed("Secret", "s", ""))).message())
        .isEqualTo("Secret s was changed and is put back.");
  }
}
