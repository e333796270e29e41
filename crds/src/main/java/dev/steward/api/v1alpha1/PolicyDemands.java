package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.steward.core.model.SignerFields;
import dev.steward.core.policy.CalendarPeriod;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a policy demands, and of whom: the spec of both kinds.
 *
 * <p>A CompliancePolicy has no namespaceSelector: its definition lacks the field.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = Syntax.WHOLE_NAMESPACE_RULE, message = Syntax.WHOLE_NAMESPACE_MESSAGE)
@ValidationRule(
    value = Syntax.KEPT_CONTENT_RULE,
    message = Syntax.KEPT_CONTENT_MESSAGE,
    fieldPath = ".privacy.content")
public record PolicyDemands(
    @Required
        @JsonPropertyDescription(
            "What becomes of what it forbids: `Deny` (refused), `Warn` (taken, with a warning to who"
                + " writes it) or `Audit` (taken, and told in the API server's audit log).")
        Enforcement enforcement,
    @JsonPropertyDescription(
            "Namespaces it is for, by their labels (`kubernetes.io/metadata.name` is a namespace's"
                + " name); absent: all but Steward's own and Kubernetes' own.")
        @Nullable LabelSelection namespaceSelector,
    @JsonPropertyDescription(
            "ModelServices and InferenceTasks it is for, by their labels, which whoever writes them"
                + " chooses; absent: all, and the pods of the namespaces.")
        @Nullable LabelSelection serviceSelector,
    @JsonPropertyDescription(
            "How long the records of requests, and prompts and answers, are kept. Stating any of it"
                + " for auditRecord makes every request leave a record.")
        @Nullable Retention retention,
    @JsonPropertyDescription("The record that every request leaves; stating it asks for one.")
        @Nullable Audit audit,
    @JsonPropertyDescription("What of prompts and answers is kept.") @Nullable Privacy privacy,
    @Size(min = 1, max = 32)
        @JsonPropertyDescription("Annotations that ModelServices and InferenceTasks must state.")
        @Nullable List<String> requiredAnnotations,
    @JsonPropertyDescription("Where models come from.") @Nullable Provenance provenance,
    @JsonPropertyDescription("What runs, and who gets in.") @Nullable RuntimeLimits runtime,
    @JsonPropertyDescription("What services and tasks must state in spec.compliance.")
        @Nullable Declarations declarations,
    @JsonPropertyDescription(
            "What becomes of services and tasks that run already and break what it denies, or what"
                + " is denied together with it. Default: `Warn`.")
        @Nullable Quarantine quarantine) {

  public PolicyDemands {
    requiredAnnotations = requiredAnnotations == null ? null : List.copyOf(requiredAnnotations);
  }

  /** What becomes of what a policy forbids. */
  public enum Enforcement {
    Deny,
    Warn,
    Audit
  }

  /** How long things are kept. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = Syntax.RECORDS_HAVE_ROOM,
      message = Syntax.NO_ROOM,
      fieldPath = ".auditRecord")
  @ValidationRule(value = Syntax.CONTENT_HAS_ROOM, message = Syntax.NO_ROOM, fieldPath = ".content")
  public record Retention(
      @JsonPropertyDescription("The record of a request.") @Nullable Kept auditRecord,
      @JsonPropertyDescription("Prompts and answers, where they are kept at all.")
          @Nullable Kept content,
      @Size(min = 2, max = 24)
          @ValidationRule(
              value =
                  "self.matches('"
                      + Syntax.HOURS
                      + "') && duration(self) >= duration('1h') && duration(self) <="
                      + " duration('720h')",
              message = "it is no duration of 1h to 720h; write it like 24h or 1h30m")
          @JsonPropertyDescription(
              "How long after its max the last of something may still be there, like 24h, which is"
                  + " also what holds where it is absent.")
          @Nullable String purgeSlo) {}

  /** How long one kind of thing is kept. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Kept(
      @Size(min = CalendarPeriod.MIN_LENGTH, max = CalendarPeriod.MAX_LENGTH)
          @ValidationRule(value = Syntax.PERIOD_RULE, message = Syntax.PERIOD_MESSAGE)
          @JsonPropertyDescription(
              "At least so long, by the calendar (ISO 8601): `P6M`, `P1Y6M`, `P2W`, `P30D`.")
          @Nullable String min,
      @Size(min = CalendarPeriod.MIN_LENGTH, max = CalendarPeriod.MAX_LENGTH)
          @ValidationRule(value = Syntax.PERIOD_RULE, message = Syntax.PERIOD_MESSAGE)
          @JsonPropertyDescription("At most so long, and gone within purgeSlo after it.")
          @Nullable String max) {}

  /** The record of each request. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Audit(
      @JsonPropertyDescription(
              "What happens to requests while no record can be written: `FailClosed` (they are"
                  + " refused; so it is where retention alone is stated) or `FailOpen` (they are"
                  + " answered, and the gap is recorded).")
          @Nullable OnFailure onFailure) {}

  /** What happens to requests while no record can be written. */
  public enum OnFailure {
    FailClosed,
    FailOpen
  }

  /** What of prompts and answers is kept. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Privacy(
      @JsonPropertyDescription(
              "`None` (nothing; so it is where nobody asks for more) or `Encrypted` (all, with keys"
                  + " that are destroyed when retention.content.max is over; then every request"
                  + " leaves a record, too).")
          @Nullable Content content) {}

  /** How prompts and answers are kept. */
  public enum Content {
    None,
    Encrypted
  }

  /** Where models come from. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Provenance(
      @JsonPropertyDescription(
              "`true`: spec.model.digest must be stated, so that other bytes are never loaded.")
          @Nullable Boolean digest,
      @JsonPropertyDescription(
              "`true`: spec.model.signature must be stated, so that a model which isn't signed is never"
                  + " loaded. Whose signature it must be, the service says, or allowedSigners does.")
          @Nullable Boolean signature,
      @Size(min = 1, max = 8)
          @JsonPropertyDescription(
              "Whose signatures are taken: spec.model.signature must be stated, with the fields of one of"
                  + " these as they stand here, besides its bundle.")
          @Nullable List<AllowedSigner> allowedSigners,
      @Size(min = 1, max = 32)
          @JsonPropertyDescription(
              "Addresses that models may come from, each whole or, with `*` after a `/`, `:` or `@`,"
                  + " its beginning: `pvc://models/*`.")
          @Nullable List<String> allowedSources) {

    public Provenance {
      allowedSigners = allowedSigners == null ? null : List.copyOf(allowedSigners);
      allowedSources = allowedSources == null ? null : List.copyOf(allowedSources);
    }
  }

  /** Whose signatures are taken, said as spec.model.signature of a ModelService says it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = SignerSyntax.ONE_ROOT,
      message = "spec.provenance.allowedSigners." + SignerSyntax.ONE_ROOT_MESSAGE)
  @ValidationRule(
      value = SignerSyntax.NAME_OF_ROOT,
      message = "spec.provenance.allowedSigners." + SignerSyntax.NAME_OF_ROOT_MESSAGE)
  @ValidationRule(
      value = SignerSyntax.ISSUER_OF_ROOT,
      message = "spec.provenance.allowedSigners." + SignerSyntax.ISSUER_OF_ROOT_MESSAGE)
  public record AllowedSigner(
      @Size(min = 1, max = SignerSyntax.MAX_KEY)
          @ValidationRule(
              value = SignerSyntax.PUBLIC_KEY,
              message = "spec.provenance.allowedSigners." + SignerSyntax.PUBLIC_KEY_MESSAGE)
          @JsonPropertyDescription("The public key of who signs, in PEM.")
          @Nullable String publicKey,
      @Size(min = 1, max = SignerSyntax.MAX_CERTIFICATES)
          @ValidationRule(
              value = SignerSyntax.CERTIFICATES,
              message = "spec.provenance.allowedSigners." + SignerSyntax.CERTIFICATES_MESSAGE)
          @JsonPropertyDescription(
              "Certificates of the authorities, in PEM, one of which must have certified who signs.")
          @Nullable String certificateAuthority,
      @Size(min = 1, max = SignerSyntax.MAX_NAME)
          @JsonPropertyDescription(
              "With certificateAuthority or trustedRoot: whom the signing certificate names.")
          @Nullable String identity,
      @Size(min = 1, max = SignerSyntax.MAX_ROOT)
          @ValidationRule(
              value = SignerSyntax.TRUSTED_ROOT,
              message = "spec.provenance.allowedSigners." + SignerSyntax.TRUSTED_ROOT_MESSAGE)
          @JsonPropertyDescription(
              "For who signs without a key of one's own: a Sigstore's `trusted_root.json`.")
          @Nullable String trustedRoot,
      @Size(min = 1, max = SignerSyntax.MAX_NAME)
          @ValidationRule(
              value = SignerSyntax.IDENTITY_PATTERN,
              message = "spec.provenance.allowedSigners." + SignerSyntax.IDENTITY_PATTERN_MESSAGE)
          @JsonPropertyDescription(
              "With trustedRoot, instead of identity: names of one form, in which `*` stands for any"
                  + " characters but `/`. A service states the same form, or an identity of it.")
          @Nullable String identityPattern,
      @Size(min = 1, max = SignerSyntax.MAX_NAME)
          @JsonPropertyDescription("With trustedRoot: who must have known the signer by that name.")
          @Nullable String issuer) {

    /** As the domain knows them. */
    public SignerFields fields() {
      return new SignerFields(
          Optional.ofNullable(publicKey),
          Optional.ofNullable(certificateAuthority),
          Optional.ofNullable(trustedRoot),
          Optional.ofNullable(identity),
          Optional.ofNullable(identityPattern),
          Optional.ofNullable(issuer));
    }
  }

  /** What runs, and who gets in. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RuntimeLimits(
      @Size(min = 1, max = 32)
          @JsonPropertyDescription(
              "Images that may run in the namespace, Steward's own among them, written like"
                  + " allowedSources: `registry.example/serving/*`, `registry.example/runtime@*`.")
          @Nullable List<String> allowedImages,
      @JsonPropertyDescription(
              "`true`: no exec, attach, port-forward, ephemeral containers, and none of the API"
                  + " server's proxies to pods and Services of the namespace.")
          @Nullable Boolean denyExec) {

    public RuntimeLimits {
      allowedImages = allowedImages == null ? null : List.copyOf(allowedImages);
    }
  }

  /** What becomes of what runs already and breaks a policy that denies. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Quarantine(
      @Required
          @JsonPropertyDescription(
              "`Warn` (its conditions and an Event tell it), `NoNewReplicas` (besides, nothing of it"
                  + " grows and no new revision is made) or `ScaleToZero` (it is stopped, and its"
                  + " requests are refused with 403).")
          Action action,
      @Size(min = 2, max = 24)
          @ValidationRule(
              value =
                  "self.matches('"
                      + Syntax.DURATION
                      + "') && duration(self) >= duration('0s') && duration(self) <="
                      + " duration('8760h')",
              message =
                  "spec.quarantine.after: it is no duration from 0s to 8760h; write it like 1h")
          @JsonPropertyDescription(
              "How long after the breach was seen first: 0s to 8760h. Default: 1h.")
          @Nullable String after) {

    /** What happens. */
    public enum Action {
      Warn,
      NoNewReplicas,
      ScaleToZero
    }
  }

  /** What services and tasks must state in spec.compliance. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Declarations(
      @JsonPropertyDescription("`true`: spec.compliance.purpose must be stated.")
          @Nullable Boolean purpose,
      @JsonPropertyDescription("`true`: spec.compliance.legalBasis must be stated.")
          @Nullable Boolean legalBasis,
      @JsonPropertyDescription("`true`: spec.compliance.dataClass must be stated.")
          @Nullable Boolean dataClass) {}
}
