package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API server itself refuses, and in which words. */
@TestInstance(Lifecycle.PER_CLASS)
class SchemaIT {

  private final KubernetesClient client = ApiServer.connect();
  private String namespace = "";

  @BeforeAll
  void make() {
    namespace = ApiServer.namespace(client, "schema");
  }

  @AfterAll
  void close() {
    client.close();
  }

  private GenericKubernetesResource create(String name, String spec) {
    var yaml =
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: "%s", namespace: "%s"}
        spec: %s
        """
            .formatted(name, namespace, spec);
    return client
        .resource(
            client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class))
        .dryRun()
        .create();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{model: {uri: 'oci://r.example/m'}}         | spec.model.uri: it is no address of a registry's artifact",
        "{model: {uri: 'image://r.example/m'}}       | spec.model.uri: it names no image by a tag or a digest, or no plain path",
        "{model: {uri: 'image://r.example/m:1/../x'}} | spec.model.uri: it names no image by a tag or a digest, or no plain path",
        "{model: {uri: 'image://r.example/m:1', cache: {claim: c}}} | spec.model.cache: pvc://, image:// and file:// addresses aren't downloaded",
        "{model: {uri: 's3://models/../m'}}          | spec.model.uri: it names no bucket or no plain key",
        "{model: {uri: 'hf://org'}}                  | spec.model.uri: it names no repository or no plain path",
        "{model: {uri: 'gs://b/m'}}                  | spec.model.uri: Steward can't load from such an address; use pvc://CLAIM/PATH",
        "{model: {uri: 'pvc:///m'}}                  | spec.model.uri: it names no PersistentVolumeClaim",
        "{model: {uri: 'pvc://c/../m'}}              | the path without . or ..",
        "{model: {uri: 'https://u:p@host/m'}}        | spec.model.uri: it carries credentials",
        "{model: {uri: 'https://host/m#x'}}          | spec.model.uri: it is no web address",
        "{model: {uri: 'file://host/m'}}             | use file:///PATH with three slashes",
        "{model: {}}                                 | spec.model.uri: Required value",
        "{model: {uri: 'pvc://c/m', name: 'a/b'}}    | spec.model.name: it stands in paths",
        "{model: {uri: 'pvc://c/m', digest: 'sha256:A'}} | spec.model.digest: it is no SHA-256; use sha256: and 64",
        "{model: {uri: 'pvc://c/m', repository: {memory: 1G}}} | spec.model.repository.memory: it is no amount of memory",
        "{model: {uri: 'pvc://c/m', repository: {}}}           | spec.model.repository.memory: Required value",
        "{model: {uri: 'hf://o/m', repository: {memory: 1Gi}}} | spec.model.repository: https:// and hf:// lead to one model",
        "{model: {uri: 'pvc://c/m', name: m, repository: {memory: 1Gi}}} | spec.model.name: the models of a repository",
        "{model: {uri: 'pvc://c/m', task: Generation, repository: {memory: 1Gi}}} | spec.model.task: models of tasks ImageText and Generation aren't served beside others",
        "{model: {uri: 'pvc://c/m', digest: 'sha256:0000000000000000000000000000000000000000000000000000000000000000', repository: {memory: 1Gi}}} | spec.model.digest: what is put into the folder later",
        "{model: {uri: 'pvc://c/m', repository: {memory: 1Gi}}, sharding: {strategy: Data}} | spec.model.repository: pods load the models",
        "{model: {uri: 'pvc://c/m', repository: {memory: 1Gi}}, runtime: {image: e, args: [a]}} | spec.model.repository: it is for images of Steward's runtime",
        "{model: {uri: 'pvc://c/m'}, runtime: {protocols: [Http]}} | spec.runtime.protocols: Steward knows what its own runtime speaks",
        "{model: {uri: 'pvc://c/m'}, runtime: {image: e, protocols: [Grpc]}} | spec.runtime.protocols: every image speaks Http",
        "{model: {uri: 'pvc://c/m'}, runtime: {image: e, plainHttp: {port: 80}, protocols: [Http]}} | spec.runtime.protocols: Steward knows",
        "{model: {uri: 'pvc://c/m', repository: {memory: 1Gi}}, accelerator: {}} | spec.model.repository: its models run on CPUs",
        "{model: {uri: 'hf://o/m', signature: {bundle: m.sig, publicKey: KEY}}} | spec.model.signature: hf:// brings a part of a repository",
        "{model: {uri: 'pvc://c/m', repository: {memory: 1Gi}, signature: {bundle: m.sig, publicKey: KEY}}} | spec.model.signature: what is put into the folder later",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, publicKey: KEY}}, runtime: {image: e, plainHttp: {port: 8000}}} | spec.model.signature: Steward's own runtime checks it",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig}}} | spec.model.signature.publicKey: of it, certificateAuthority and trustedRoot one",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, publicKey: KEY, certificateAuthority: CA, identity: me}}} | spec.model.signature.publicKey: of it, certificateAuthority and trustedRoot one",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, certificateAuthority: CA}}} | spec.model.signature.identity: it says which of those",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, publicKey: KEY, identity: me}}} | spec.model.signature.identity: it says which of those",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, trustedRoot: ROOT, issuer: i}}} | spec.model.signature.identity: it says which of those",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, trustedRoot: ROOT, issuer: i, identity: me, identityPattern: 'm*'}}} | spec.model.signature.identity: it says which of those",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, certificateAuthority: CA, identityPattern: 'm*'}}} | spec.model.signature.identity: it says which of those",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, trustedRoot: ROOT, identity: me}}} | spec.model.signature.issuer: it says who must have known",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, publicKey: KEY, issuer: i}}} | spec.model.signature.issuer: it says who must have known",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, trustedRoot: ROOT, issuer: i, identityPattern: '*'}}} | spec.model.signature.identityPattern: it is no name with 1 to 8",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, trustedRoot: '{}', issuer: i, identity: me}}} | spec.model.signature.trustedRoot: it is no trusted root",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, publicKey: key}}} | spec.model.signature.publicKey: it is no public key in PEM",
        "{model: {uri: 'pvc://c/m', signature: {bundle: m.sig, certificateAuthority: KEY, identity: me}}} | spec.model.signature.certificateAuthority: it holds no certificate",
        "{model: {uri: 'pvc://c/m', signature: {bundle: ../m.sig, publicKey: KEY}}} | spec.model.signature.bundle: use a path beside the model",
        "{model: {uri: 'pvc://c/m', signature: {bundle: 's3://b/m.sig', publicKey: KEY}}} | spec.model.signature.bundle: use a path beside the model",
        "{model: {uri: 'pvc://c/m', signature: {publicKey: KEY}}} | spec.model.signature.bundle: Required value",
        "{model: {uri: 'pvc://c/m', task: Chat}}     | supported values: \"Tensor\", \"Embedding\"",
        "{model: {uri: 'pvc://c/m'}, scaling: {replicas: 1001}}    | spec.scaling.replicas",
        "{model: {uri: 'pvc://c/m'}, scaling: {replicas: 'two'}}   | spec.scaling.replicas",
        "{model: {uri: 'pvc://c/m'}, traffic: {timeout: 90}}       | spec.traffic.timeout",
        "{model: {uri: 'pvc://c/m'}, traffic: {timeout: 2h}}       | spec.traffic.timeout: it is no duration from 1s to 1h; write it like 90s or 5m",
        "{model: {uri: 'pvc://c/m'}, sharding: {size: 2}} | spec.sharding.size: strategy None spreads nothing",
        "{model: {uri: 'pvc://c/m'}, sharding: {strategy: None, aggregate: Sum}} | spec.sharding.aggregate: only the answers of a batch that was cut are aggregated",
        "{model: {uri: 'pvc://c/m'}, sharding: {strategy: Data, size: 1}} | spec.sharding.size",
        "{model: {uri: 'pvc://c/m'}, sharding: {strategy: Data, aggregate: Min}} | supported values: \"Concat\", \"Sum\"",
        "{model: {uri: 'pvc://c/m'}, sharding: {strategy: Pipeline}} | spec.sharding.size: strategies Pipeline and Tensor make groups of so many pods; write a size from 2 to 16",
        "{model: {uri: 'pvc://c/m'}, sharding: {strategy: Pipeline, size: 17}} | write a size from 2 to 16",
        "{model: {uri: 'pvc://c/m'}, sharding: {strategy: Pipeline, size: 2, aggregate: Sum}} | spec.sharding.aggregate: only the answers of a batch that was cut are aggregated",
        "{model: {uri: 'pvc://c/m', task: ImageText}, sharding: {strategy: Pipeline, size: 2}} | spec.sharding.strategy: models of tasks ImageText and Generation aren't cut into stages",
        "{model: {uri: 'pvc://c/m', task: Generation}, sharding: {strategy: Pipeline, size: 2}} | spec.sharding.strategy: models of tasks ImageText and Generation aren't cut",
        "{model: {uri: 'pvc://c/m', task: Generation}, runtime: {maxBatch: 8}} | spec.runtime.maxBatch: it is for tasks Tensor, Embedding",
        "{model: {uri: 'pvc://c/m'}, runtime: {maxBatch: 8}, sharding: {strategy: Pipeline, size: 2}} | spec.runtime.maxBatch: it is for tasks Tensor, Embedding",
        "{model: {uri: 'pvc://c/m'}, runtime: {maxBatch: 0}} | spec.runtime.maxBatch",
        "{model: {uri: 'pvc://c/m'}, runtime: {image: 'e:1', plainHttp: {port: 8000}, maxBatch: 8}} | spec.runtime.maxBatch: it is for Steward's own runtime",
        "{model: {uri: 'pvc://c/m'}, sharding: {strategy: Tensor, size: 2}} | spec.runtime.image: strategy Tensor is for an engine that shards a model itself",
        "{model: {uri: 'pvc://c/m'}, runtime: {env: [{name: LWS_GROUP_SIZE, value: '1'}]}} | names that start with STEWARD_ or LWS_ are set by the operator",
        "{model: {uri: 'pvc://c/m'}, accelerator: {count: 65}}     | spec.accelerator.count",
        "{model: {uri: 'pvc://c/m'}, accelerator: {resource: gpu}} | spec.accelerator.resource: it is no name of an extended resource",
        "{model: {uri: 'pvc://c/m'}, accelerator: {minMemory: 20GB}} | spec.accelerator.minMemory: it is no amount of memory; write it like 20Gi",
        "{model: {uri: 'pvc://c/m'}, accelerator: {resource: amd.com/gpu, products: [a]}} | which nodes with another resource don't have",
        "{model: {uri: 'pvc://c/m'}, accelerator: {products: [a, a]}} | Duplicate value",
        "{model: {uri: 'pvc://c/m'}, runtime: {env: [{name: STEWARD_PORT, value: '1'}]}} | names that start with STEWARD_ or LWS_ are set by the operator",
        "{model: {uri: 'pvc://c/m'}, runtime: {env: [{name: A, value: '1'}, {name: A, value: '2'}]}} | Duplicate value",
        "{model: {uri: 'pvc://c/m'}, runtime: {image: 'a b'}}      | spec.runtime.image: it is no image reference",
        "{model: {uri: 'pvc://c/m'}, runtime: {resources: {limits: {cpu: 0}}}}     | it is no amount above 0",
        "{model: {uri: 'pvc://c/m'}, runtime: {resources: {limits: {memory: 2X}}}} | it is no amount above 0",
        "{model: {uri: 'pvc://c/m'}, placement: {tolerations: [{key: a, operator: Exists, value: b}]}} | operator Exists takes every value",
        "{model: {uri: 'pvc://c/m'}, placement: {tolerations: [{value: b}]}}      | name the key, or say operator Exists",
        "{model: {uri: 'pvc://c/m'}, placement: {tolerations: [{key: a, tolerationSeconds: 5}]}} | tolerationSeconds works with effect NoExecute alone",
        "{model: {uri: 'pvc://c/m'}, placement: {tiers: [Edge, Edge]}} | spec.placement.tiers: a tier stands there twice",
        "{model: {uri: 'pvc://c/m'}, placement: {tiers: [Fog]}} | supported values: \"Edge\", \"Cloud\"",
        "{model: {uri: 'pvc://c/m'}, placement: {tiers: []}} | spec.placement.tiers",
        "{model: {uri: 'pvc://c/m'}, placement: {regions: ['eu 1']}} | spec.placement.regions: it is no value of a label",
        "{model: {uri: 'pvc://c/m'}, placement: {tiers: [Edge, Cloud]}, sharding: {strategy: Pipeline, size: 2}} | spec.placement.tiers: the pods of a group talk to each other",
        "{model: {uri: 'pvc://c/m'}, exposure: {hostname: 'https://m.example'}} | spec.exposure.hostname: it is no DNS name"
      })
  void what_is_wrong_is_refused_with_what_would_be_right(String spec, String words) {
    var whole =
        spec.replace("KEY", "'-----BEGIN PUBLIC KEY-----'")
            .replace("ROOT", "'{application/vnd.dev.sigstore.trustedroot.v0.2+json}'")
            .replace("CA,", "'-----BEGIN CERTIFICATE-----',")
            .replace("CA}", "'-----BEGIN CERTIFICATE-----'}");
    assertThatThrownBy(() -> create("wrong", whole))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(422))
        .hasMessageContaining(words);
  }

  @Test
  void a_name_too_long_for_two_tiers_is_refused() {
    var name = "a".repeat(49);
    assertThat(create(name, "{model: {uri: 'pvc://c/m'}, placement: {tiers: [Edge]}}")).isNotNull();
    assertThatThrownBy(
            () -> create(name, "{model: {uri: 'pvc://c/m'}, placement: {tiers: [Edge, Cloud]}}"))
        .hasMessageContaining("metadata.name: with two tiers")
        .hasMessageContaining("use at most 48 characters");
  }

  @ParameterizedTest
  @CsvSource({"1st", "a.b", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffff"})
  void a_name_that_no_service_can_have_is_refused(String name) {
    assertThatThrownBy(() -> create(name, "{model: {uri: 'pvc://c/m'}}"))
        .hasMessageContaining("metadata.name: Services and pods are named after it")
        .hasMessageContaining("54 lower-case letters");
  }

  @Test
  void the_name_of_a_service_in_groups_is_short_enough_for_its_stateful_sets() {
    var spec = "{model: {uri: 'pvc://c/m'}, sharding: {strategy: Pipeline, size: 2}}";
    var _ = create("a".repeat(38), spec);
    var _ = create("a".repeat(39), "{model: {uri: 'pvc://c/m'}}");
    assertThatThrownBy(() -> create("a".repeat(39), spec))
        .hasMessageContaining("metadata.name: with strategy Pipeline or Tensor")
        .hasMessageContaining("use at most 38 characters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{model: {uri: 'pvc://c'}}",
        "{model: {uri: 'pvc://c.d/a/b-c_d/model.onnx'}, traffic: {timeout: 1h}}",
        "{model: {uri: 'https://127.0.0.1:8443/a%20b?x=1&y=2'}}",
        "{model: {uri: 'file:///opt/models'}, runtime: {resources: {limits: {cpu: 2, memory: 1.5Gi}}}}",
        "{model: {uri: 'pvc://c/m'}, sharding: {strategy: Data, size: 64, aggregate: Vote}}",
        "{model: {uri: 'pvc://c/m'}, accelerator: {resource: nvidia.com/mig-1g.10gb, minMemory: 8Gi}}",
        "{model: {uri: 'pvc://c/m'}, placement: {tolerations: [{operator: Exists}], nodeSelector: {a.b/c: ''}}}",
        "{model: {uri: 'pvc://c/m'}, placement: {tiers: [Cloud, Edge], regions: [eu-1, eu-2]}, sharding: {strategy: Data}}"
      })
  void what_is_right_is_taken_and_gets_its_defaults(String spec) {
    var created = create("right", spec);
    assertThat(created.<Integer>get("spec", "scaling", "replicas")).isEqualTo(1);
  }

  /** The rules must not become too dear for the largest object that the bounds allow. */
  @Test
  void the_largest_object_is_taken() {
    var products = numbered(32, "'%s'", 63);
    var variables = numbered(64, "{name: '%s', value: '" + "v".repeat(4096) + "'}", 128);
    var labels = numbered(32, "'%s': '" + "v".repeat(63) + "'", 60);
    var tolerations =
        numbered(32, "{key: '%s', operator: Equal, value: '" + "v".repeat(63) + "'}", 200);
    var host = "a" + ".b23456789".repeat(25) + ".c";
    var spec =
        """
        {model: {uri: 'https://%s/%s', name: '%s', digest: 'sha256:%s', task: Embedding},
         runtime: {image: '%s', env: [%s], resources: {requests: {cpu: 123456m}, limits: {cpu: 123457m}}},
         accelerator: {resource: '%s/gpu', count: 64, products: [%s], minMemory: 99999999Mi},
         placement: {nodeSelector: {%s}, tolerations: [%s], priorityClassName: '%s',
                     regions: [%s], tiers: [Edge]},
         scaling: {replicas: 1000}, traffic: {timeout: 59m59s999ms}, exposure: {hostname: '%s'}}
        """
            .formatted(
                host,
                "p".repeat(2048 - "https:///".length() - host.length()),
                "n".repeat(128),
                "0".repeat(64),
                "i".repeat(512),
                variables,
                "nvidia.com",
                products,
                labels,
                tolerations,
                host,
                numbered(16, "'%s'", 63),
                host);
    var created = create("l".repeat(54), spec.replace("\n", " "));
    assertThat(created.getMetadata().getName()).hasSize(54);
  }

  private static String numbered(int count, String form, int length) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> form.formatted("k" + i + "x".repeat(length - 1 - String.valueOf(i).length())))
        .collect(Collectors.joining(", "));
  }

  @Test
  void an_unknown_field_is_refused_where_fields_are_validated_strictly() {
    var body =
        """
        {"apiVersion": "steward.dev/v1alpha1", "kind": "ModelService", "metadata": {"name": "odd"},
         "spec": {"model": {"uri": "pvc://c/m", "colour": "red"}}}
        """;
    assertThatThrownBy(() ->
            client.raw(
                "/apis/steward.dev/v1alpha1/namespaces/"
                    + namespace
                    + "/modelservices?fieldValidation=Strict&dryRun=All",
                "POST",
                body))
        .hasMessageContaining("unknown field \"spec.model.colour\"");
  }
}
