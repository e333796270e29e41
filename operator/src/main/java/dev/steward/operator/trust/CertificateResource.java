package dev.steward.operator.trust;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of cert-manager: a Certificate, as far as Steward has to do with it. */
@Group("cert-manager.io")
@Version("v1")
@Kind("Certificate")
@Plural("certificates")
public final class CertificateResource
    extends CustomResource<CertificateResource.Spec, CertificateResource.Status>
    implements Namespaced {

  private static final long serialVersionUID = 1L;

  /** Credentials of one name, in a Secret that cert-manager writes. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Spec(
      String secretName,
      Template secretTemplate,
      List<String> dnsNames,
      List<String> usages,
      String duration,
      String renewBefore,
      PrivateKey privateKey,
      int revisionHistoryLimit,
      IssuerReference issuerRef) {

    public Spec {
      dnsNames = List.copyOf(dnsNames);
      usages = List.copyOf(usages);
    }
  }

  /** What the Secret has besides its content. */
  public record Template(Map<String, String> annotations) {
    public Template {
      annotations = Map.copyOf(annotations);
    }
  }

  /** How a key is made. */
  public record PrivateKey(String algorithm, int size, String encoding, String rotationPolicy) {}

  /** What came of it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(@Nullable List<Condition> conditions, @Nullable String notAfter) {
    public Status {
      conditions = conditions == null ? null : List.copyOf(conditions);
    }
  }

  /** When what was issued ends; empty if nothing was. */
  public Optional<Instant> end() {
    return Optional.ofNullable(getStatus())
        .flatMap(status -> Optional.ofNullable(status.notAfter()))
        .map(Instant::parse);
  }

  /** Why there are no good credentials; empty if there are, or nothing is known yet. */
  public Optional<String> trouble() {
    return Optional.ofNullable(getStatus())
        .flatMap(status -> Optional.ofNullable(status.conditions()))
        .flatMap(conditions ->
            conditions.stream()
                .filter(condition ->
                    "Ready".equals(condition.getType()) && "False".equals(condition.getStatus()))
                .findFirst())
        .map(condition -> String.valueOf(condition.getMessage()));
  }
}
