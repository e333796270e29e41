package dev.steward.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.policy.rule.Resources;
import dev.steward.core.policy.rule.Rule;
import dev.steward.core.policy.rule.RuleBook;
import dev.steward.core.policy.rule.RuleGroup;
import dev.steward.core.policy.rule.Wording;
import dev.steward.core.policy.rule.Writers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of rules says what the rules say. */
class PolicyDocGoldenTest {

  private static final Path PAGE = Path.of("../docs/reference/policies.md");

  @Test
  void the_page_lists_every_rule_and_every_writer() throws IOException {
    var text =
        """
        <!-- Generated from the rules in core/src/main/java/dev/steward/core/policy/rule and the types in crds by: ./dev/mvn test -pl crds -am -Dgolden.update=true -->
        # Policies

        A `ClusterCompliancePolicy` (short name `ccompol`; no namespace, for who runs the platform) and a `CompliancePolicy` (`compol`; for its own namespace, by who owns it) have the same fields, but for `namespaceSelector`, which a `CompliancePolicy` hasn't. [The guide](../guides/policy.md) shows how they are used, [ADR 19](../adr/0019-policies.md) why they work so, [a table](hostile.md) what was attempted against them.

        ## spec
        %s
        A field that isn't there asks for nothing. Entries of allow-lists are whole names, or their beginnings up to a `/`, `:` or `@` and then `*`. `spec.compliance` of [ModelService](modelservice.md) and [InferenceTask](inferencetask.md) is where services and tasks state what `declarations` asks for.

        ### Signers

        `provenance.allowedSigners` says whose [signatures](models.md#signatures) models must have. A service states one of these signers in `spec.model.signature`, each field as it stands in the policy, but for blanks around keys, certificates and roots; where the policy has an `identityPattern`, the service may state an `identity` of that form instead. All else is another signer: another form, another root for the same name, the same key written otherwise. A key or root that is renewed stands beside the old one until services have changed.

        A model that isn't signed breaks the rule as well, and so does what can't be: `hf://`, repositories behind `pvc://` and `file://`, engines with `plainHttp`. Pods check the signature, by Steward's runtime: who lets namespaces bring images of their own lets them bring one that doesn't, so state `runtime.allowedImages`, too. Of several policies a signer must be on each list; `steward policy explain` names keys, certificates and roots by the first 12 digits of their SHA-256 (`printf %%s "$(cat signer.pub)" | sha256sum`).

        ### Records and content

        `retention`, `audit` and `privacy` are what gateways do for the services that a `Deny` policy selects; `Warn` and `Audit` oblige to nothing that runs. A service may state the same fields in `spec.compliance`, with or without a policy: all of it adds up, the longest `min`, the shortest `max`, `FailClosed` and `None` winning. So may a task for its items, beyond what holds for its service, but for `privacy.content: Encrypted`: whether content is kept is the service's to state. Policies oblige a task's items by the service that they select, not by the labels of the task. Periods go by the calendar: P6M is 181 to 184 days, P1M ends on the last day of a shorter month, and of P1M and P30D neither is longer: both hold.

        | what is wrong | found by |
        |---|---|
        | a text that is no period, more than 100 years, `purgeSlo` outside 1h to 720h | the definition: such an object isn't taken |
        | in one object, `min` that leaves `max` no room on some day (`max + purgeSlo` must be `min + P1D` or more: keys go by whole days), or `content.min` with `privacy.content: None` | the definition, exactly |
        | a service whose own bound is looser than a policy's on some days and stricter on none, or that lies beyond the policy's other bound on all days | the rules below, exactly |
        | several policies, and the service, that can't be met together: a `min` of one that leaves a `max` of another no room on some day, `None` against a `min`, lists that have nothing in common, more than four periods of one bound that can't be compared | `steward policy explain` and the operator: a conflict, which names who states each side |
        | a task and what holds for its service | the gateway, which refuses the items with 403 and names both |

        ## Status

        | condition | True means |
        |---|---|
        | `Enforced` | the API server has the admission policies and bindings that it is enforced by |
        | `InUse` | it selects something |
        | `Running` | of the services that it selects every gateway judges requests by what holds; False with the reason `Spreading` in the moments after an edit, `GatewayBehind` where a gateway is late or silent. The message has the count, and since when the one that waits longest does. Absent where it selects no service that is served |

        `selected` and `breaking` count services and tasks, `written` and `running` services. The operator that leads has `steward_policy_lag_seconds` (for how long the service that waits longest has been without what was written of its policies; 0: none is) and `steward_policy_services` with the label `state` (`running`, `lagging`) in its metrics. What becomes of a gateway that is behind is told [there](gateway.md#readiness-and-leaving).

        ## Rules

        The API server itself checks these, by ValidatingAdmissionPolicies of the chart that have the policies as their parameters: with or without the operator, within a moment of an edit. `steward validate --policy` and `steward policy` check those marked * in files. Namespaces `kube-system`, `kube-public`, `kube-node-lease` and Steward's own are never governed. *Supports* means supporting evidence for that article, never that a service complies with a law.
        %s
        ## Who writes what the operator owns

        | user | resources | verbs | what it does there |
        |---|---|---|---|
        %s

        Pods may be deleted by whoever has the right to: it is how nodes are drained. The status of services and tasks is the operator's to write (gateways write that of tasks which come over HTTP); other subresources, such as a pod's `status`, `binding` and `eviction`, have no rule beside the API server's own rights. Controllers that a vendor or another product adds aren't in the table and are denied these writes: exclude them by a policy's selector, or ask for a row.
        """
            .formatted(
                ReferenceDocGoldenTest.specTable("clustercompliancepolicies"),
                RuleBook.groups().stream()
                    .map(PolicyDocGoldenTest::group)
                    .collect(Collectors.joining()),
                Writers.TABLE.stream()
                    .map(PolicyDocGoldenTest::writer)
                    .collect(Collectors.joining("\n")));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, text);
    }
    assertThat(PAGE).as("write it with -Dgolden.update=true").hasContent(text);
  }

  private static String group(RuleGroup group) {
    return """

    ### %s
    %s On %s.

    | rule | asked for by | what it says | what would be right | supports |
    |---|---|---|---|---|
    %s
    """
        .formatted(
            group.name(),
            group.about(),
            group.resources().stream()
                .map(PolicyDocGoldenTest::resources)
                .collect(Collectors.joining("; ")),
            group.rules().stream()
                .map(PolicyDocGoldenTest::rule)
                .collect(Collectors.joining("\n")));
  }

  private static String resources(Resources resources) {
    return listed(resources.resources()) + " (" + String.join(", ", resources.operations()) + ")";
  }

  private static String rule(Rule rule) {
    return "| `%s`%s | %s | `%s`: %s | %s | %s |"
        .formatted(
            rule.name(),
            rule.judgedBy() == Rule.JudgedBy.OBJECT && rule.field().startsWith("spec.containers")
                ? ""
                : rule.judgedBy() == Rule.JudgedBy.OBJECT ? " *" : "",
            rule.demandedBy().equals("enforcement")
                ? "every policy"
                : "`" + rule.demandedBy() + "`",
            rule.field(),
            problem(rule.problem()),
            rule.remedy(),
            rule.evidence());
  }

  private static String problem(Wording problem) {
    return switch (problem) {
      case Wording.Plain(var text) -> text;
      case Wording.Quoting(var before, var _, var after) -> before + "\"…\"" + after;
      case Wording.Listing(var before, var _, var _, var after) -> before + "…" + after;
    };
  }

  private static String writer(Writers.Writer writer) {
    return "| %s | %s | %s | %s |"
        .formatted(
            writer.user().equals(Writers.OPERATOR) ? "the operator" : "`" + writer.user() + "`",
            writer.resources().isEmpty() ? "all" : listed(writer.resources()),
            String.join(", ", writer.operations()),
            writer.why());
  }

  private static String listed(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
