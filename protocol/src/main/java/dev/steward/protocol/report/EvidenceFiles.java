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

  /** Optional, with {@link #MOST}: the byte of a file from which on it is given. */
  public static final String FROM = "from";

  /** Optional, with {@link #FROM}: how many bytes are given, at most {@value #LARGEST_PART}. */
  public static final String MOST = "most";

  public static final int LARGEST_PART = 1 << 20;

  private EvidenceFiles() {}
}
