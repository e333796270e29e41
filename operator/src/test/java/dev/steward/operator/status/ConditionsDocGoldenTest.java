package dev.steward.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.evidence.AuditHealth;
import dev.steward.operator.policy.PolicyConditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/reference/conditions.md is made from the reasons in the code. */
class ConditionsDocGoldenTest {

  private static final Path PAGE = Path.of("../docs/reference/conditions.md");

  @Test
  void the_page_lists_every_reason() throws IOException {
    var text = page();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, text);
    }
    assertThat(PAGE).as("write it with -Dgolden.update=true").hasContent(text);
  }

  private static String page() {
    return """
    <!-- Generated from operator/src/main/java/dev/steward/operator/status/Reason.java by: ./dev/mvn test -pl operator -am -Dgolden.update=true -->
    # Conditions of a ModelService

    `kubectl get modelservice NAME -o wide` shows whether it is Ready and the reason; `kubectl describe modelservice NAME` has the whole message and the events.

    | condition | True means |
    |---|---|
    | `Ready` | every pod that is asked for answers, all of them of the current revision, and the gateways lead to them; or none is asked for |
    | `Reconciling` | work is under way, Steward's or the cluster's, that may make it ready |
    | `Stalled` | it won't become ready until someone changes something |
    | `ScalingActive` | Steward's autoscaler says how many pods there are; absent with `spec.scaling.mode` External or Fixed |

    | `PolicyCompliant` | it complies with every policy that governs it; absent where none does, Unknown where they can't all be seen |
    | `PolicyConflict` | policies that govern it demand what can't be met together; absent where none does |
    | `PolicyRunning` | every gateway judges its requests by what was written of its policies; absent where none governs it and until that is known |
    | `AuditHealthy` | the gateways record its requests, and nothing that goes on behind the logs is late; absent where no policy asks for records, Unknown where not every gateway was heard |

    The first three follow [kstatus](https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md), so that `kubectl wait --for=condition=Ready`, Argo CD and Flux understand them. Their reason is the same; each reason belongs to one of the groups below. A change of the reason of `Ready` is told by an Event, too.

    ## Ready
    %s
    ## Not ready, and it may become so by itself
    %s
    ## Not ready, and something must change
    %s
    ## ScalingActive
    %s
    ## PolicyCompliant
    An InferenceTask has this condition and the next one, too. A change to False, of the reason of False, and back is told by an Event. What becomes of a service that runs and breaks a policy is said by `spec.quarantine` of the policy; how long it does is counted from `status.policy.refusedSince`.
    %s
    ## PolicyConflict
    %s
    ## PolicyRunning
    An Event about the gateway's pod, in Steward's namespace, says that it is behind (`PolicyBehind`) and that it isn't any more (`PolicyCaughtUp`). The annotation `steward.dev/barred-gateways` of the EndpointSlice `NAME-gateways` has the addresses of those that are left out.
    %s
    ## AuditHealthy
    It is about the gateways' [evidence logs](evidence-log.md), which all services share.
    %s\
    """
        .formatted(
            table(Reason.Kind.READY),
            table(Reason.Kind.PROGRESS),
            table(Reason.Kind.STALLED),
            scaling(),
            policy(PolicyConditions.COMPLIANT),
            policy(PolicyConditions.CONFLICT),
            policy(PolicyConditions.RUNNING),
            audit());
  }

  private static final String HEAD = "\n| reason | what it means | what to do |\n|---|---|---|\n";

  private static String scaling() {
    return HEAD
        + Arrays.stream(ScalingActiveCondition.Reason.values())
            .map(reason -> row(reason.name(), reason.meaning(), reason.remedy()))
            .collect(Collectors.joining());
  }

  private static String audit() {
    return HEAD
        + Arrays.stream(AuditHealth.Reason.values())
            .map(reason -> row(reason.name(), reason.meaning(), reason.remedy()))
            .collect(Collectors.joining());
  }

  private static String policy(String condition) {
    return HEAD
        + Arrays.stream(PolicyConditions.Reason.values())
            .filter(reason -> reason.condition().equals(condition))
            .map(reason -> row(reason.name(), reason.meaning(), reason.remedy()))
            .collect(Collectors.joining());
  }

  private static String table(Reason.Kind kind) {
    return HEAD
        + Arrays.stream(Reason.values())
            .filter(reason -> reason.kind() == kind)
            .map(reason -> row(reason.name(), reason.meaning(), reason.remedy()))
            .collect(Collectors.joining());
  }

  private static String row(String reason, String meaning, String remedy) {
    return "| `%s` | %s | %s |\n".formatted(reason, meaning, remedy);
  }
}
