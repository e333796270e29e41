package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where the model lies, and what it is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.secretRef) || !self.uri.matches('^(pvc|file)://')",
    message = "spec.model.secretRef: pvc:// and file:// addresses aren't downloaded; remove it")
@ValidationRule(
    value =
        "!has(self.cache) || !(self.uri.matches('^(pvc|image|file)://') ||"
            + " (self.uri.startsWith('https://') && !has(self.digest)))",
    message =
        "spec.model.cache: pvc://, image:// and file:// addresses aren't downloaded, and what https://"
            + " leads to may be another file tomorrow; remove it, or state spec.model.digest of a file of"
            + " https://")
@ValidationRule(
    value = "!has(self.repository) || !self.uri.matches('^(https|hf)://')",
    message =
        "spec.model.repository: https:// and hf:// lead to one model; use pvc://, oci://, s3:// or"
            + " file://")
@ValidationRule(
    value = "!has(self.repository) || !has(self.name)",
    message =
        "spec.model.name: the models of a repository are called as their folders are; remove it")
@ValidationRule(
    value =
        "!has(self.repository) || !has(self.task) || !(self.task in ['ImageText', 'Generation'])",
    message =
        "spec.model.task: models of tasks ImageText and Generation aren't served beside others;"
            + " deploy a ModelService for each, without spec.model.repository")
@ValidationRule(
    value = "!has(self.repository) || !has(self.digest) || !self.uri.matches('^(pvc|file)://')",
    message =
        "spec.model.digest: what is put into the folder later would never be checked; remove it, or"
            + " use an address that is downloaded: oci:// or s3://")
@ValidationRule(
    value = "!has(self.signature) || !self.uri.startsWith('hf://')",
    message =
        "spec.model.signature: hf:// brings a part of a repository, and a signature is that of all"
            + " files; push them to a registry (oci://), an object store (s3://) or a volume (pvc://)")
@ValidationRule(
    value = "!has(self.signature) || !has(self.repository) || !self.uri.matches('^(pvc|file)://')",
    message =
        "spec.model.signature: what is put into the folder later would never be checked; remove it,"
            + " or use an address that is downloaded: oci:// or s3://")
public record ModelSpec(
    @Required
        @Size(min = 1, max = 2048)
        @ValidationRule(
            value = "self.matches('" + Syntax.URI_SCHEME + "')",
            message =
                "spec.model.uri: Steward can't load from such an address; use pvc://CLAIM/PATH,"
                    + " oci://REGISTRY/REPOSITORY:TAG, image://REGISTRY/REPOSITORY:TAG/PATH,"
                    + " s3://BUCKET/KEY, hf://ORG/NAME, https://HOST/PATH or file:///PATH")
        @ValidationRule(
            value =
                "!self.startsWith('pvc://') || (self.matches('"
                    + Syntax.PVC_URI
                    + "') && !self.matches('"
                    + Syntax.DOT_SEGMENT
                    + "'))",
            message =
                "spec.model.uri: it names no PersistentVolumeClaim or no plain path; use"
                    + " pvc://CLAIM/PATH, the path without . or .., %, ? and #")
        @ValidationRule(
            value = "!self.startsWith('oci://') || self.matches('" + Syntax.OCI_URI + "')",
            message =
                "spec.model.uri: it is no address of a registry's artifact; use"
                    + " oci://REGISTRY/REPOSITORY:TAG or oci://REGISTRY/REPOSITORY@sha256:DIGEST, in"
                    + " lower case but for the tag")
        @ValidationRule(
            value =
                "!self.startsWith('image://') || (self.matches('"
                    + Syntax.IMAGE_URI
                    + "') && !self.matches('"
                    + Syntax.DOT_SEGMENT
                    + "'))",
            message =
                "spec.model.uri: it names no image by a tag or a digest, or no plain path; use"
                    + " image://REGISTRY/REPOSITORY:TAG/PATH or"
                    + " image://REGISTRY/REPOSITORY@sha256:DIGEST/PATH, in lower case but for tag and"
                    + " path, the path without . or .., %, ? and #")
        @ValidationRule(
            value =
                "!self.startsWith('s3://') || (self.matches('"
                    + Syntax.S3_URI
                    + "') && !self.matches('"
                    + Syntax.DOT_SEGMENT
                    + "'))",
            message =
                "spec.model.uri: it names no bucket or no plain key; use s3://BUCKET/KEY, the key"
                    + " without . or .., %, ? and #")
        @ValidationRule(
            value =
                "!self.startsWith('hf://') || (self.matches('"
                    + Syntax.HUB_URI
                    + "') && !self.matches('"
                    + Syntax.DOT_SEGMENT
                    + "'))",
            message =
                "spec.model.uri: it names no repository or no plain path; use hf://ORG/NAME or"
                    + " hf://ORG/NAME@REVISION/PATH, the path without . or .., %, ? and #")
        @ValidationRule(
            value = "!self.matches('" + Syntax.CREDENTIALS + "')",
            message =
                "spec.model.uri: it carries credentials, which everyone who can read the object"
                    + " sees; remove what stands before @")
        @ValidationRule(
            value =
                "!self.startsWith('https://') || self.matches('"
                    + Syntax.CREDENTIALS
                    + "') || self.matches('"
                    + Syntax.HTTPS_URI
                    + "')",
            message =
                "spec.model.uri: it is no web address; use https://HOST/PATH with a lower-case"
                    + " host name, without spaces and #fragment")
        @ValidationRule(
            value =
                "!self.startsWith('file://') || (self.matches('"
                    + Syntax.FILE_URI
                    + "') && !self.matches('"
                    + Syntax.DOT_SEGMENT
                    + "'))",
            message =
                "spec.model.uri: it has no absolute, plain path; use file:///PATH with three"
                    + " slashes, the path without . or .., %, ? and #")
        @JsonPropertyDescription(
            "Where the model lies: `pvc://CLAIM/PATH` (a PersistentVolumeClaim of this namespace),"
                + " `image://REGISTRY/REPOSITORY:TAG/PATH` or `@sha256:DIGEST/PATH` (a file or folder of"
                + " an image that the node pulls and mounts; PATH may be absent),"
                + " `oci://REGISTRY/REPOSITORY:TAG` or `@sha256:DIGEST` (an artifact of a registry, or"
                + " the folder /models of an image), `s3://BUCKET/KEY` (an object, or all below it),"
                + " `hf://ORG/NAME@REVISION/PATH` (of the Hugging Face Hub; REVISION and PATH may be"
                + " absent), `https://HOST/PATH` (a file), each downloaded by each pod, or"
                + " `file:///PATH` (inside the runtime's image). A folder holds `model.onnx`, or one `*.onnx`; for Embedding,"
                + " Classification and TokenClassification also `tokenizer.json`; for ImageText `detection.onnx`, `recognition.onnx`,"
                + " `characters.txt` and, if lines may stand on their heads, `direction.onnx`;"
                + " for Generation one `*.gguf`.")
        String uri,
    @Size(min = 1, max = 128)
        @ValidationRule(
            value = "self.matches('" + Syntax.MODEL_NAME + "')",
            message =
                "spec.model.name: it stands in paths such as /v2/models/NAME; use letters, digits,"
                    + " ., _ and -, with a letter or digit first and last")
        @JsonPropertyDescription(
            "What clients call the model. Default: the name of the ModelService.")
        @Nullable String name,
    @Size(max = 71)
        @ValidationRule(
            value = "self.matches('" + Syntax.DIGEST + "')",
            message =
                "spec.model.digest: it is no SHA-256; use sha256: and 64 lower-case hexadecimal"
                    + " digits, as sha256sum prints them")
        @JsonPropertyDescription(
            "SHA-256 that the model must have, checked before its first byte is loaded: of a"
                + " file, its bytes; of a folder, its list with one line `sha256  size  path` per"
                + " file, sorted by path.")
        @Nullable String digest,
    @JsonPropertyDescription(
            "What the model is used for: `Tensor` (tensors in, tensors out), `Embedding`"
                + " (besides, text in and vectors out at /v1/embeddings), `Classification` (text in and"
                + " its class out, at /v1/classify and as tensors), `TokenClassification` (text in and"
                + " the parts of it that are of a class out, at /v1/entities and as tensors), `ImageText` (images in"
                + " and their text out, at /v1/ocr and as tensors) or `Generation` (text in and text"
                + " out, at /v1/chat/completions and /v1/completions; a GGUF file). Default:"
                + " Tensor.")
        @Nullable Task task,
    @JsonPropertyDescription(
            "A Secret of this namespace with the credentials by which the model is read. Pods have it"
                + " as files, and read it whenever they bring the model.")
        @Nullable SecretRef secretRef,
    @JsonPropertyDescription(
            "Where what is downloaded is kept, for other pods and later ones too. Default: each pod"
                + " keeps its own, as long as it is there.")
        @Nullable ModelCache cache,
    @JsonPropertyDescription(
            "Who must have signed the model, checked before its first byte is loaded. Absent:"
                + " nobody.")
        @Nullable Signature signature,
    @JsonPropertyDescription(
            "That spec.model.uri leads to a repository: a folder with a folder for each model and"
                + " below that one for each version, like `minilm/1/model.onnx`. Each is loaded when"
                + " it is asked for, by its folder's name; spec.model.task and spec.runtime.maxBatch"
                + " are for those whose `steward.json` doesn't say otherwise. Absent: the address"
                + " leads to one model.")
        @Nullable Repository repository) {

  /** Many models behind one address. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Repository(
      @Required
          @Size(min = 1, max = 10)
          @ValidationRule(
              value = "self.matches('" + Syntax.MEMORY + "')",
              message =
                  "spec.model.repository.memory: it is no amount of memory; write it like 512Mi or"
                      + " 4Gi")
          @JsonPropertyDescription(
              "What the models that a pod has loaded may take together: each counts for twice the"
                  + " bytes of its files and 512Ki, or for what its `steward.json` says. When another"
                  + " needs room, those used longest ago leave. At most half of the pod's memory"
                  + " limit.")
          String memory,
      @JsonPropertyDescription(
              "Who may load and unload models by /v2/repository/models/MODEL/load and unload: `Nobody`"
                  + " (models come and go by what is asked) or `Clients` (whoever may ask models)."
                  + " Default: Nobody.")
          @Nullable RepositoryControl control) {}

  /** The names of {@link dev.steward.core.runtime.RepositoryConfig.Control} in resources. */
  public enum RepositoryControl {
    Nobody,
    Clients
  }

  /** Who must have signed the model, in the format of OpenSSF Model Signing. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = SignerSyntax.ONE_ROOT,
      message = "spec.model.signature." + SignerSyntax.ONE_ROOT_MESSAGE)
  @ValidationRule(
      value = SignerSyntax.NAME_OF_ROOT,
      message = "spec.model.signature." + SignerSyntax.NAME_OF_ROOT_MESSAGE)
  @ValidationRule(
      value = SignerSyntax.ISSUER_OF_ROOT,
      message = "spec.model.signature." + SignerSyntax.ISSUER_OF_ROOT_MESSAGE)
  public record Signature(
      @Required
          @Size(min = 1, max = 1024)
          @ValidationRule(
              value =
                  "self.matches('"
                      + Syntax.BUNDLE_PATH
                      + "') && !self.matches('"
                      + Syntax.DOTS
                      + "') || (self.matches('"
                      + Syntax.HTTPS_URI
                      + "') && !self.matches('"
                      + Syntax.CREDENTIALS
                      + "'))",
              message =
                  "spec.model.signature.bundle: use a path beside the model like model.sig, without ."
                      + " or .. segments, or an https:// address without credentials")
          @JsonPropertyDescription(
              "The file that `model_signing sign` wrote: a path beside the model (in its folder; where"
                  + " spec.model.uri leads to a file, in that file's), such as `model.sig`, or an"
                  + " https:// address that anybody may read.")
          String bundle,
      @Size(min = 1, max = SignerSyntax.MAX_KEY)
          @ValidationRule(
              value = SignerSyntax.PUBLIC_KEY,
              message = "spec.model.signature." + SignerSyntax.PUBLIC_KEY_MESSAGE)
          @JsonPropertyDescription(
              "The public key of who signs, in PEM: on a curve P-256, P-384, P-521 or Ed25519.")
          @Nullable String publicKey,
      @Size(min = 1, max = SignerSyntax.MAX_CERTIFICATES)
          @ValidationRule(
              value = SignerSyntax.CERTIFICATES,
              message = "spec.model.signature." + SignerSyntax.CERTIFICATES_MESSAGE)
          @JsonPropertyDescription(
              "Certificates of the authorities, in PEM, one of which must have certified who signs.")
          @Nullable String certificateAuthority,
      @Size(min = 1, max = SignerSyntax.MAX_NAME)
          @JsonPropertyDescription(
              "With certificateAuthority: whom the signing certificate names, by an e-mail address, URI"
                  + " or DNS name of its alternative names or, where it has none, by its subject like"
                  + " `CN=Models,O=Acme`. With trustedRoot: the e-mail address or URI by which the"
                  + " issuer knows who signs.")
          @Nullable String identity,
      @Size(min = 1, max = SignerSyntax.MAX_ROOT)
          @ValidationRule(
              value = SignerSyntax.TRUSTED_ROOT,
              message = "spec.model.signature." + SignerSyntax.TRUSTED_ROOT_MESSAGE)
          @JsonPropertyDescription(
              "For models that were signed without a key of one's own (`model_signing sign sigstore`):"
                  + " the certificates, logs and timestamps of a Sigstore that are trusted, in JSON, as"
                  + " its `trusted_root.json` has them.")
          @Nullable String trustedRoot,
      @Size(min = 1, max = SignerSyntax.MAX_NAME)
          @ValidationRule(
              value = SignerSyntax.IDENTITY_PATTERN,
              message = "spec.model.signature." + SignerSyntax.IDENTITY_PATTERN_MESSAGE)
          @JsonPropertyDescription(
              "With trustedRoot, instead of identity: names of one form, in which `*` stands for any"
                  + " characters but `/`, such as"
                  + " `https://git.example/acme/models/release.yml@refs/tags/*`.")
          @Nullable String identityPattern,
      @Size(min = 1, max = SignerSyntax.MAX_NAME)
          @JsonPropertyDescription(
              "With trustedRoot: who must have known the signer by that name, such as"
                  + " `https://token.actions.githubusercontent.com`.")
          @Nullable String issuer) {}

  /** A Secret by its name. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SecretRef(
      @Required
          @Size(min = 1, max = 253)
          @ValidationRule(
              value = "self.matches('" + Syntax.SUBDOMAIN + "')",
              message =
                  "spec.model.secretRef.name: it is no name of a Secret; use lower-case letters,"
                      + " digits, - and .")
          @JsonPropertyDescription(
              "Its keys are for oci:// `.dockerconfigjson` (as in Secrets of type"
                  + " kubernetes.io/dockerconfigjson, which image:// needs); for s3:// `AWS_ACCESS_KEY_ID` and"
                  + " `AWS_SECRET_ACCESS_KEY`, and where needed `AWS_SESSION_TOKEN`, `AWS_REGION` and"
                  + " `AWS_ENDPOINT_URL`; for hf:// `token`, and `HF_ENDPOINT` of another server than"
                  + " huggingface.co; for https:// `token`, sent as a bearer's to that host alone. For"
                  + " all of these but image:// `ca.crt`: certificates in PEM of authorities, besides the"
                  + " system's, that may have certified the server.")
          String name) {}

  /** A claim that keeps models for many pods. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ModelCache(
      @Required
          @Size(min = 1, max = 253)
          @ValidationRule(
              value = "self.matches('" + Syntax.SUBDOMAIN + "')",
              message =
                  "spec.model.cache.claim: it is no name of a PersistentVolumeClaim; use lower-case"
                      + " letters, digits, - and .")
          @JsonPropertyDescription(
              "A PersistentVolumeClaim of this namespace to which all the service's pods can write:"
                  + " ReadWriteMany, where they run on several nodes. Services may share it.")
          String claim,
      @Size(max = 10)
          @ValidationRule(
              value = "self.matches('" + Syntax.MEMORY + "')",
              message = "spec.model.cache.size: it is no number of bytes; write it like 100Gi")
          @JsonPropertyDescription(
              "How much may be kept. What was used longest ago goes first, and never what a pod uses."
                  + " Default: 64Gi.")
          @Nullable String size) {}

  /** The names of {@link dev.steward.core.model.ModelTask} in resources. */
  public enum Task {
    Tensor,
    Embedding,
    Classification,
    TokenClassification,
    ImageText,
    Generation
  }
}
