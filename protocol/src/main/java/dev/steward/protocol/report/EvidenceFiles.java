package dev.steward.protocol.report;

/**
 * How a copy of a gateway's evidence log is taken: GET, at its admin port, over the loopback of its
 * pod, which is where the API server's port-forward arrives. 204 says that there is no such file.
 */
public final class EvidenceFiles {

  /** The bytes of a file, whose path in the log's folder is the parameter {@link #PATH}. */
  public static final String FILE = "/evidence/file";

  /** The names in a folder, a line each; none where there is no such folder. */
  public static final String NAMES = "/evidence/names";

  /** A relative path with slashes, such as {@code log/tile/0/000}. */
  public static final String PATH = "path";

  private EvidenceFiles() {}
}
