package dev.steward.core.policy.rule;

import static dev.steward.core.policy.rule.Condition.allOf;
import static dev.steward.core.policy.rule.Condition.anyOf;
import static dev.steward.core.policy.rule.Condition.exists;
import static dev.steward.core.policy.rule.Condition.hasText;
import static dev.steward.core.policy.rule.Condition.implies;
import static dev.steward.core.policy.rule.Condition.isOneOf;
import static dev.steward.core.policy.rule.Condition.isTrue;
import static dev.steward.core.policy.rule.Condition.not;

import java.util.List;
import java.util.Locale;

/** What a ModelService or an InferenceTask must say, and may not. */
final class ServiceRules {

  /** Keys below it are Steward's; see {@link #STATED_BY_USERS} for two that aren't. */
  static final String PREFIX = "compliance.steward.dev/";

  static final String LAST_MODIFIED_BY = PREFIX + "last-modified-by";

  static final List<String> STATED_BY_USERS = List.of(LAST_MODIFIED_BY, PREFIX + "change-reason");

  private static final Ref ANNOTATIONS = Ref.object("metadata", "annotations");
  private static final Ref OLD_ANNOTATIONS = Ref.old("metadata", "annotations");
  private static final Ref MODEL = Ref.object("spec", "model");
  private static final Ref SIGNATURE = Ref.object("spec", "model", "signature");
  private static final Ref MODEL_URI = Ref.object("spec", "model", "uri");

  /** A segment . or .. leads elsewhere than it says, and % can hide one. */
  private static final String LEADS_ELSEWHERE = "/[.][.]?([/?]|$)|%";

  private ServiceRules() {}

  static RuleGroup group() {
    return new RuleGroup(
        "services",
        "What a ModelService or an InferenceTask states, whenever its spec, labels or annotations"
            + " are written.",
        RuleGroup.Reach.ALL,
        List.of(
            new Resources(
                "steward.dev",
                "v1alpha1",
                List.of("modelservices", "inferencetasks"),
                List.of("CREATE", "UPDATE"))),
        isWritten(),
        Selection.service(),
        List.of(
            requiredAnnotations(),
            modelDigest(),
            modelSignature(),
            modelSigner(),
            modelSource(),
            image(),
            declaration("purpose", "what the service is for, in a sentence", "GDPR 30"),
            declaration("legalBasis", "on which legal basis it works", "GDPR 30"),
            declaration("dataClass", "what kind of data it gets", "GDPR 30"),
            DataRules.recordsAtLeast(),
            DataRules.recordsAtMost(),
            DataRules.contentAtLeast(),
            DataRules.contentAtMost(),
            DataRules.purgeSlo(),
            DataRules.auditFailure(),
            DataRules.contentMode(),
            lastModifiedBy(),
            protectedAnnotations()));
  }

  /** What the garbage collector does to finalizers isn't for a policy to judge. */
  private static Condition isWritten() {
    return anyOf(
        not(new Condition.Same(Ref.object("spec"), Ref.old("spec"))),
        not(new Condition.Same(ANNOTATIONS, OLD_ANNOTATIONS)),
        not(new Condition.Same(Ref.object("metadata", "labels"), Ref.old("metadata", "labels"))));
  }

  private static Rule requiredAnnotations() {
    var each =
        new Condition.Every(
            List.of(Ref.policy("spec", "requiredAnnotations")),
            "k",
            hasText(ANNOTATIONS.keyAt(Ref.item("k"))));
    return new Rule(
        "required-annotations",
        each,
        "metadata.annotations",
        new Wording.Listing("missing or empty: ", each, Ref.item("k"), ""),
        "state them",
        "requiredAnnotations",
        Rule.JudgedBy.OBJECT,
        "");
  }

  private static Rule modelDigest() {
    return new Rule(
        "model-digest",
        implies(
            allOf(isTrue(Ref.policy("spec", "provenance", "digest")), exists(MODEL)),
            hasText(Ref.object("spec", "model", "digest"))),
        "spec.model.digest",
        new Wording.Plain("it is absent"),
        "state the model's SHA-256 (kubectl explain modelservice.spec.model.digest says of what)",
        "provenance.digest",
        Rule.JudgedBy.OBJECT,
        "AI Act 15");
  }

  private static Rule modelSignature() {
    return new Rule(
        "model-signature",
        implies(
            allOf(isTrue(Ref.policy("spec", "provenance", "signature")), exists(MODEL)),
            exists(SIGNATURE)),
        "spec.model.signature",
        new Wording.Plain("it is absent"),
        "state the file with the model's signature, and whose it must be (kubectl explain"
            + " modelservice.spec.model.signature)",
        "provenance.signature",
        Rule.JudgedBy.OBJECT,
        "AI Act 15");
  }

  /** A root of another's would certify any name, so that name and root go together. */
  private static Rule modelSigner() {
    var allowed = Ref.policy("spec", "provenance", "allowedSigners");
    return new Rule(
        "model-signer",
        implies(
            allOf(exists(allowed), exists(MODEL)),
            allOf(exists(SIGNATURE), new Condition.Some(allowed, "s", isOf("s")))),
        "spec.model.signature",
        new Wording.Plain("it is absent, or of another signer than the policy allows"),
        "state one of spec.provenance.allowedSigners of the policy, each field as it stands there"
            + " (instead of an identityPattern also an identity of that form), and the file with its"
            + " signature",
        "provenance.allowedSigners",
        Rule.JudgedBy.OBJECT,
        "AI Act 15");
  }

  /** The signature must be that of a signer of the policy's, or of one of his names. */
  private static Condition isOf(String signer) {
    return allOf(
        new Condition.SameBlock(Ref.item(signer, "publicKey"), signature("publicKey")),
        new Condition.SameBlock(
            Ref.item(signer, "certificateAuthority"), signature("certificateAuthority")),
        new Condition.SameBlock(Ref.item(signer, "trustedRoot"), signature("trustedRoot")),
        new Condition.SameText(Ref.item(signer, "issuer"), signature("issuer")),
        anyOf(
            allOf(
                new Condition.SameText(Ref.item(signer, "identity"), signature("identity")),
                new Condition.SameText(
                    Ref.item(signer, "identityPattern"), signature("identityPattern"))),
            allOf(
                not(exists(signature("identityPattern"))),
                new Condition.Like(Ref.item(signer, "identityPattern"), signature("identity")))));
  }

  private static Ref signature(String field) {
    return Ref.object("spec", "model", "signature", field);
  }

  private static Rule modelSource() {
    var allowed = Ref.policy("spec", "provenance", "allowedSources");
    return new Rule(
        "model-source",
        implies(
            allOf(exists(allowed), exists(MODEL)),
            allOf(
                new Condition.Some(allowed, "p", new Condition.Allows(Ref.item("p"), MODEL_URI)),
                not(new Condition.Matches(MODEL_URI, LEADS_ELSEWHERE)))),
        "spec.model.uri",
        new Wording.Quoting("", MODEL_URI, " isn't allowed"),
        "use an address of spec.provenance.allowedSources of the policy, without . or .. segments and"
            + " %",
        "provenance.allowedSources",
        Rule.JudgedBy.OBJECT,
        "AI Act 15");
  }

  private static Rule image() {
    var allowed = Ref.policy("spec", "runtime", "allowedImages");
    var image = Ref.object("spec", "runtime", "image");
    return new Rule(
        "runtime-image",
        implies(
            allOf(exists(allowed), hasText(image)),
            new Condition.Some(allowed, "p", new Condition.Allows(Ref.item("p"), image))),
        "spec.runtime.image",
        new Wording.Quoting("", image, " isn't allowed"),
        "use an image of spec.runtime.allowedImages of the policy",
        "runtime.allowedImages",
        Rule.JudgedBy.OBJECT,
        "AI Act 15, GDPR 32");
  }

  private static Rule declaration(String field, String what, String evidence) {
    return new Rule(
        "declared-" + field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT),
        implies(
            isTrue(Ref.policy("spec", "declarations", field)),
            hasText(Ref.object("spec", "compliance", field))),
        "spec.compliance." + field,
        new Wording.Plain("it is absent"),
        "state " + what,
        "declarations." + field,
        Rule.JudgedBy.OBJECT,
        evidence);
  }

  private static Rule lastModifiedBy() {
    var stated = ANNOTATIONS.key(LAST_MODIFIED_BY);
    return new Rule(
        "last-modified-by",
        anyOf(
            not(exists(stated)),
            new Condition.SameText(stated, Ref.request("userInfo", "username")),
            allOf(
                Writers.isOperator(),
                new Condition.Same(stated, OLD_ANNOTATIONS.key(LAST_MODIFIED_BY)))),
        "metadata.annotations[" + LAST_MODIFIED_BY + "]",
        new Wording.Quoting(
            "it names another than who writes this, ", Ref.request("userInfo", "username"), ""),
        "state that name, or leave the annotation out",
        "enforcement",
        Rule.JudgedBy.REQUEST,
        "");
  }

  private static Rule protectedAnnotations() {
    return protectedAnnotations("protected-annotations", Writers.isOperator());
  }

  /** Whoever isn't the writer leaves the annotations of Steward's as they are. */
  static Rule protectedAnnotations(String name, Condition isWriter) {
    return new Rule(
        name,
        anyOf(
            isWriter,
            allOf(
                unchanged(ANNOTATIONS),
                // A loop over nothing costs too: what is new had none.
                anyOf(not(Condition.exists(OLD_ANNOTATIONS)), unchanged(OLD_ANNOTATIONS)))),
        "metadata.annotations",
        new Wording.Plain(
            "annotations that begin with " + PREFIX + " are the operator's, but for two"),
        "leave them as they are; " + String.join(" and ", STATED_BY_USERS) + " are yours to state",
        "enforcement",
        Rule.JudgedBy.REQUEST,
        "");
  }

  private static Condition unchanged(Ref annotations) {
    var key = Ref.item("k");
    return new Condition.EveryKey(
        annotations,
        "k",
        anyOf(
            not(new Condition.Begins(key, PREFIX)),
            isOneOf(key, STATED_BY_USERS.toArray(String[]::new)),
            new Condition.Same(ANNOTATIONS.keyAt(key), OLD_ANNOTATIONS.keyAt(key))));
  }
}
