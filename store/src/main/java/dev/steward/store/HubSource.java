package dev.steward.store;

import dev.steward.core.check.Checked;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelUri;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A model of the Hugging Face Hub, by its HTTP interface (huggingface.co/docs/hub/api): the commit
 * that a revision stands for, the list of a folder's files at that commit with their digests, and
 * the files. Large files come from another server, to which the Hub redirects.
 */
final class HubSource implements ModelSource {

  /** The Hub itself. */
  static final URI ENDPOINT = URI.create("https://huggingface.co");

  private static final int MAX_DOCUMENT = 8 << 20;
  private static final int MAX_PAGES = 20;
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"next\"");

  private final ModelUri.Hub address;
  private final URI endpoint;
  private final Caller caller;

  /**
   * @param endpoint of the Hub, or of a server that speaks as it does; without a slash at its end
   */
  HubSource(ModelUri.Hub address, URI endpoint, Caller caller) {
    this.address = address;
    this.endpoint = endpoint;
    this.caller = caller;
  }

  @Override
  public String name() {
    return address.text();
  }

  @Override
  public Optional<String> knownKey() {
    return COMMIT.matcher(address.revision()).matches()
        ? Optional.of(key(address.revision()))
        : Optional.empty();
  }

  /**
   * A commit's files are what they are; another rule for which are taken would be another number.
   */
  private String key(String commit) {
    return hash(
        String.join(
            "\n", "hub 1", endpoint.toString(), address.repository(), commit, address.path()));
  }

  private static String hash(String text) {
    return HexFormat.of().formatHex(Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public Parts resolve(Bringing bringing) throws LoadException, InterruptedException {
    var commit = commit(bringing);
    var chosen = HubFiles.choose(address, folder -> list(bringing, commit, folder));
    var parts = new ArrayList<Parts.Part>();
    for (var file : chosen) {
      parts.add(part(file, commit));
    }
    return new Parts(key(commit), parts).within(name(), bringing.limits());
  }

  private String commit(Bringing bringing) throws LoadException, InterruptedException {
    var json =
        json(
            document(
                bringing,
                at(
                    "/api/models/%s/revision/%s"
                        .formatted(address.repository(), address.revision()))));
    return json.text("sha")
        .filter(text -> COMMIT.matcher(text).matches())
        .orElseThrow(() -> Failed.download(name(), "the hub doesn't say which commit that is"));
  }

  /** The files and folders of a folder, empty where there is none. */
  private List<HubFiles.Entry> list(Bringing bringing, String commit, String folder)
      throws LoadException, InterruptedException {
    var entries = new ArrayList<HubFiles.Entry>();
    var next =
        Optional.of(
            at(
                "/api/models/%s/tree/%s%s?recursive=false&expand=false"
                    .formatted(
                        address.repository(),
                        commit,
                        folder.isEmpty() ? "" : "/" + encoded(folder))));
    for (int page = 0; next.isPresent(); page++) {
      if (page == MAX_PAGES) {
        throw Failed.corrupt(name(), "the folder has more than %d pages".formatted(MAX_PAGES));
      }
      var document = ask(bringing, next.get());
      if (document.status() == 404) {
        return List.of();
      }
      accept(document);
      json(document).items().stream().map(HubSource::entry).forEach(entries::add);
      next = next(document);
    }
    return entries;
  }

  private static HubFiles.Entry entry(Json json) {
    return new HubFiles.Entry(
        json.text("path").orElse(""),
        json.text("type").filter("directory"::equals).isPresent()
            ? HubFiles.Kind.FOLDER
            : HubFiles.Kind.FILE,
        json.number("size").orElse(-1),
        json.text("oid").orElse(""),
        json.field("lfs").flatMap(lfs -> lfs.text("oid")));
  }

  /** The address of the list's next page, which is at the same server. */
  private Optional<URI> next(Bringing.Document document) throws LoadException {
    for (var link : document.headers().allValues("link")) {
      var found = NEXT.matcher(link);
      if (found.find()) {
        if (!found.group(1).startsWith(endpoint + "/")) {
          throw Failed.download(name(), "the hub continues its list at another server");
        }
        try {
          return Optional.of(URI.create(found.group(1)));
        } catch (IllegalArgumentException e) {
          throw Failed.download(name(), "the hub continues its list at an address that is none");
        }
      }
    }
    return Optional.empty();
  }

  private Parts.Part part(HubFiles.Chosen chosen, String commit) throws LoadException {
    var entry = chosen.entry();
    var sha = Optional.<Digest>empty();
    if (entry.sha256().isPresent()) {
      sha = Optional.of(digest(entry));
    } else if (!COMMIT.matcher(entry.gitHash()).matches()) {
      throw Failed.download(name(), "the hub doesn't say what is in " + entry.path());
    }
    var wanted =
        new Wanted(
            "%s of %s".formatted(entry.path(), name()),
            at("/%s/resolve/%s/%s".formatted(address.repository(), commit, encoded(entry.path()))),
            caller,
            sha,
            OptionalLong.of(entry.size()),
            Optional.empty(),
            Wanted.Permanence.IMMUTABLE);
    return sha.isPresent()
        ? Parts.AsFile.of(wanted, sha.get(), chosen.place())
        : new Parts.AsFile(
            wanted,
            "version",
            hash("git " + entry.gitHash()),
            chosen.place(),
            Optional.of(entry.gitHash()));
  }

  private Digest digest(HubFiles.Entry entry) throws LoadException {
    return switch (Digest.parse("oid", "sha256:" + entry.sha256().orElse(""))) {
      case Checked.Valid<Digest>(var digest) -> digest;
      case Checked.Invalid<Digest> invalid ->
          throw Failed.download(name(), "the hub says no SHA-256 of " + entry.path());
    };
  }

  private Bringing.Document document(Bringing bringing, URI uri)
      throws LoadException, InterruptedException {
    var document = ask(bringing, uri);
    accept(document);
    return document;
  }

  private Bringing.Document ask(Bringing bringing, URI uri)
      throws LoadException, InterruptedException {
    return bringing.document(
        name(), uri, caller, Map.of("accept", "application/json"), MAX_DOCUMENT);
  }

  private void accept(Bringing.Document document) throws LoadException {
    switch (document.status()) {
      case 200 -> {}
      case 404 -> throw Failed.missing(name());
      case 401, 403 -> throw Failed.denied(name(), document.status());
      default -> throw Failed.download(name(), "the hub answers " + document.status());
    }
  }

  private Json json(Bringing.Document document) throws LoadException {
    try {
      return Json.parse(document.body());
    } catch (RefusedException e) {
      throw Failed.download(name(), "the hub's answer can't be read: " + e.problem());
    }
  }

  private URI at(String path) {
    return URI.create(endpoint + path);
  }

  private static String encoded(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }
}
