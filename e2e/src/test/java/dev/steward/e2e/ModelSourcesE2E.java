package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.ModelBucket;
import dev.steward.e2e.world.ModelRegistry;
import dev.steward.e2e.world.ModelWeb;
import dev.steward.e2e.world.OwnAuthority;
import dev.steward.e2e.world.ServiceView;
import dev.steward.e2e.world.ServiceView.Condition;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.SigningTool;
import dev.steward.e2e.world.SlowBucket;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.TinyModel;
import dev.steward.e2e.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models that lie where teams have them: in a registry, an object store, a hub and a web server,
 * each behind credentials and with a certificate of the company's own authority.
 */
@ExtendWith(SharedWorld.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(1)
class ModelSourcesE2E {

  private static final int MEGABYTES = 4_000_000;
  private static final int PERCENT = 40;

  private final World world;
  private final Tenant tenant;
  private final List<String> services = new ArrayList<>();

  private Path folder = Path.of("/nonexistent");
  private OwnAuthority authority;
  private ModelRegistry registry;
  private ModelBucket bucket;
  private ModelWeb web;

  ModelSourcesE2E(World world) {
    this.world = world;
    tenant = world.tenant();
  }

  @BeforeAll
  void start(@TempDir Path made) throws IOException {
    folder = made;
    authority = OwnAuthority.make(made("authority"), world.cluster().host());
    registry = ModelRegistry.start(world.cluster(), authority, made("registry"));
    bucket = ModelBucket.start(world.cluster(), authority, made("bucket"));
    web = ModelWeb.start(world.cluster(), authority);
    var login = "%s:%s".formatted(ModelRegistry.NAME, ModelRegistry.PASSWORD);
    secret(
        "registry",
        ".dockerconfigjson",
        "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry.authority(), base64(login)));
    secret(
        "objects",
        "AWS_ACCESS_KEY_ID",
        ModelBucket.KEY,
        "AWS_SECRET_ACCESS_KEY",
        ModelBucket.SECRET,
        "AWS_ENDPOINT_URL",
        bucket.endpoint());
    secret("hub", "token", ModelWeb.TOKEN, "HF_ENDPOINT", web.endpoint());
    secret("artifacts", "token", ModelWeb.TOKEN);
    for (var name : List.of("registry", "objects", "hub", "artifacts")) {
      trustOwnAuthority(name);
    }
  }

  @AfterEach
  void remove() {
    tenant.remove(services.toArray(String[]::new));
    services.clear();
  }

  @AfterAll
  void stop() {
    registry.close();
    bucket.close();
    web.close();
  }

  private Path made(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code kubectl create secret generic}, of keys and values in turn. */
  private void secret(String name, String... keysAndValues) {
    var arguments = new ArrayList<>(List.of("create", "secret", "generic", name));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      arguments.add("--from-literal=%s=%s".formatted(keysAndValues[i], keysAndValues[i + 1]));
    }
    var _ = tenant.kubectl(arguments.toArray(String[]::new));
  }

  /** As the guide says. */
  private void trustOwnAuthority(String secret) throws IOException {
    var patch =
        "{\"data\": {\"ca.crt\": \"%s\"}}"
            .formatted(base64(Files.readString(authority.certificate())));
    var _ = tenant.kubectl("patch", "secret", secret, "--type", "merge", "--patch", patch);
  }

  /**
   * @param model lines of {@code spec.model} besides {@code uri}, as {@code key: value} separated
   *     by commas
   */
  private void serve(String name, String uri, String model) {
    services.add(name);
    tenant.apply(
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: %s}
        spec:
          model: {uri: "%s", name: tiny, %s}
          runtime: {resources: {requests: {cpu: 50m, memory: 256Mi}}}
        """
            .formatted(name, uri, model));
  }

  private void assertServes(String name, TinyModel model) {
    var _ = tenant.awaitReady(name);
    assertThat(model.answersAt(tenant.url(name))).isTrue();
  }

  private Condition refused(String name, String reason) {
    return tenant.awaitNotReady(name, Await.PATIENTLY, reason);
  }

  private String pushed(String reference, TinyModel model) {
    registry.push(
        reference, model.in(folder.resolve(reference.replaceAll("[:/]", "-"))), "model.onnx");
    return "oci://%s/%s".formatted(registry.authority(), reference);
  }

  @Test
  void from_a_registry_by_name_and_password() {
    var model = TinyModel.times(2);
    serve("from-oci", pushed("models/doubling:1", model), "secretRef: {name: registry}");
    assertServes("from-oci", model);
    assertThat(registry.pulls(model.digest())).isEqualTo(1);
  }

  @Test
  void from_an_object_store_by_a_key_and_its_secret() {
    var model = TinyModel.times(3);
    bucket.upload(
        "tripling/model.onnx", model.in(folder.resolve("tripling")).resolve("model.onnx"));
    serve("from-s3", "s3://models/tripling", "secretRef: {name: objects}");
    assertServes("from-s3", model);
  }

  @Test
  void from_a_hub_by_a_token() {
    var model = TinyModel.times(4);
    web.repository("org/tiny", model);
    serve("from-hf", "hf://org/tiny", "secretRef: {name: hub}");
    assertServes("from-hf", model);
  }

  @Test
  void from_a_web_server_by_a_token_and_with_a_digest() {
    var model = TinyModel.times(5);
    web.file("/five.onnx", model.bytes());
    serve(
        "from-https",
        web.endpoint() + "/five.onnx",
        "digest: \"%s\", secretRef: {name: artifacts}".formatted(model.digest()));
    assertServes("from-https", model);
  }

  @Test
  void a_server_that_nobody_vouches_for_is_not_asked() {
    secret("authorityless", "token", ModelWeb.TOKEN);
    web.file("/six.onnx", TinyModel.times(6).bytes());
    serve("untrusted", web.endpoint() + "/six.onnx", "secretRef: {name: authorityless}");
    assertThat(refused("untrusted", "DownloadFailed").message())
        .contains("no trusted connection")
        .contains("as ca.crt");
    assertThat(web.given()).doesNotContain("/six.onnx");
  }

  @Test
  void a_model_with_another_digest_is_not_loaded() {
    var model = TinyModel.times(7);
    web.file("/seven.onnx", TinyModel.times(77).bytes());
    serve(
        "other-digest",
        web.endpoint() + "/seven.onnx",
        "digest: \"%s\", secretRef: {name: artifacts}".formatted(model.digest()));
    assertThat(refused("other-digest", "DigestMismatch").message())
        .contains("spec.model.digest")
        .contains(TinyModel.times(77).digest() + ", not " + model.digest());
  }

  @Test
  void a_signed_model_is_loaded_and_one_that_was_changed_is_not() throws IOException {
    var model = TinyModel.times(8);
    var files = model.in(folder.resolve("signed"));
    var key = SigningTool.sign(files, made("keys"));
    bucket.upload("signed/model.onnx", files.resolve("model.onnx"));
    bucket.upload("signed/model.sig", files.resolve("model.sig"));
    var changed = TinyModel.times(88).in(folder.resolve("changed"));
    bucket.upload("changed/model.onnx", changed.resolve("model.onnx"));
    bucket.upload("changed/model.sig", files.resolve("model.sig"));
    var signature =
        "secretRef: {name: objects}, signature: {bundle: model.sig, publicKey: \"%s\"}"
            .formatted(key.replace("\n", "\\n"));

    serve("signed", "s3://models/signed", signature);
    serve("changed", "s3://models/changed", signature);

    assertServes("signed", model);
    assertThat(refused("changed", "SignatureInvalid").message())
        .contains("s3://models/changed")
        .contains("model.onnx has " + TinyModel.times(88).digest())
        .contains(model.digest());
  }

  private void cache(String claim) {
    tenant.apply(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %s}
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi}}
        """
            .formatted(claim));
  }

  @Test
  void two_services_that_share_a_cache_fetch_a_model_once() {
    var model = TinyModel.times(9, MEGABYTES);
    var uri = pushed("models/shared:1", model);
    cache("kept");
    var access = "secretRef: {name: registry}, cache: {claim: kept, size: 100Mi}";
    serve("one", uri, access);
    serve("other", uri, access);
    assertServes("one", model);
    assertServes("other", model);
    assertThat(registry.pulls(model.digest())).isEqualTo(1);
  }

  @Test
  void a_pod_that_is_killed_while_it_fills_the_cache_leaves_its_part_to_the_next() {
    var model = TinyModel.times(10, MEGABYTES);
    try (var slow = SlowBucket.serve(world.cluster(), model.in(folder.resolve("slow")), PERCENT)) {
      secret("slow", "AWS_ENDPOINT_URL", slow.endpoint().toString());
      cache("filling");
      var access = "secretRef: {name: slow}, cache: {claim: filling, size: 100Mi}";
      serve("killed", "s3://models/m", access);
      var _ = awaitArrival("killed", "Downloading", "percent", PERCENT - 1);
      serve("next", "s3://models/m", access);
      var _ = awaitArrival("next", "Waiting", "pods", 1);

      // The one that waits goes on, and whoever replaces the killed one waits for it.
      var killed = tenant.pods("killed").getFirst().getMetadata().getName();
      var _ = tenant.kubectl("delete", "pod", killed, "--force", "--grace-period=0");
      var _ = awaitArrival("next", "Downloading", "begunWith", MEGABYTES / 100 * (PERCENT - 1));

      slow.goOn();
      assertServes("next", model);
      assertServes("killed", model);
      assertThat(slow.begun()).startsWith(0L).hasSize(2);
      assertThat(slow.begun().getLast()).isGreaterThan(MEGABYTES / 100 * (PERCENT - 1));
    }
  }

  private ServiceView awaitArrival(String name, String phase, String field, long atLeast) {
    return Await.until(
        "%s is %s with %s of %d".formatted(name, phase, field, atLeast),
        Await.PATIENTLY,
        () -> tenant.service(name),
        service -> {
          var arrival = service.json().at("/status/arrival");
          return arrival.path("phase").asText().equals(phase)
              && arrival.path(field).asLong() >= atLeast;
        });
  }
}
