package dev.steward.api.v1alpha1;

import dev.steward.core.policy.CalendarPeriod;

/**
 * The regular expressions of the schema's rules. They are in the syntax that RE2 (the API server)
 * and Java share, and accept no more than {@code core} does: what the API server takes, the
 * operator can read.
 */
final class Syntax {

  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String TOP_LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
  private static final String PLAIN = "-A-Za-z0-9._~!$&()*+,;=:@";

  private static final String BUCKET_NAME = "[a-z0-9][-a-z0-9.]{1,61}[a-z0-9]";
  private static final String OCI_NAME = "[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*";

  static final String SERVICE_NAME = "^[a-z]([-a-z0-9]*[a-z0-9])?$";
  static final String SUBDOMAIN = "^" + LABEL + "([.]" + LABEL + ")*$";
  static final String MODEL_NAME = "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$";
  static final String DIGEST = "^sha256:[0-9a-f]{64}$";
  static final String DURATION = "^([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?([0-9]{1,8}ms)?$";

  /** Hours and minutes, which {@code core}'s rules compare. */
  static final String HOURS = "^([0-9]{1,3}h)?([0-9]{1,5}m)?$";

  static final String URI_SCHEME = "^(pvc|oci|image|s3|hf|https|file)://";
  static final String PVC_URI = "^pvc://[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?(/[" + PLAIN + "/]*)?$";
  private static final String OCI_REFERENCE =
      "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?(:[0-9]{1,5})?(/"
          + OCI_NAME
          + ")+(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})";
  static final String OCI_URI = "^oci://" + OCI_REFERENCE + "$";
  static final String IMAGE_URI = "^image://" + OCI_REFERENCE + "(/[" + PLAIN + "/]*)?$";
  static final String S3_URI = "^s3://" + BUCKET_NAME + "(/[" + PLAIN + "/]*)?$";
  static final String HUB_URI =
      "^hf://[A-Za-z0-9][-A-Za-z0-9._]{0,95}/[A-Za-z0-9][-A-Za-z0-9._]{0,95}"
          + "(@[A-Za-z0-9][-A-Za-z0-9._]{0,127})?(/["
          + PLAIN
          + "/]*)?$";
  static final String FILE_URI = "^file:///[" + PLAIN + "][" + PLAIN + "/]*$";
  private static final String SEGMENT = "[-A-Za-z0-9._~!$&()*+,;=@]+";

  /** Relative; core's ModelSignature takes the same. */
  static final String BUNDLE_PATH = "^" + SEGMENT + "(/" + SEGMENT + ")*$";

  static final String DOTS = "(^|/)[.]{1,2}(/|$)";
  static final String DOT_SEGMENT = "/[.]{1,2}(/|$)";
  static final String CREDENTIALS = "^https://[^/?#]*@";
  static final String HTTPS_URI =
      "^https://((("
          + LABEL
          + "[.])*"
          + TOP_LABEL
          + "[.]?)|("
          + OCTET
          + "([.]"
          + OCTET
          + "){3}))(:[0-9]{1,5})?(/(["
          + PLAIN
          + "/]|%[0-9A-Fa-f]{2})*)?([?](["
          + PLAIN
          + "/?]|%[0-9A-Fa-f]{2})*)?$";

  private static final String CLAIM_NAME = "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?";

  static final String DATA_PATH =
      "^(file:///|pvc://" + CLAIM_NAME + "/|s3://" + BUCKET_NAME + "/|https://).+$";
  static final String DATA_PATH_MESSAGE =
      "Steward can't read from such a path; use pvc://CLAIM/PATH, s3://BUCKET/KEY, https://HOST/PATH"
          + " or, with the command line alone, file:///PATH";
  static final String OUTPUT_PATH =
      "^(file:///|pvc://" + CLAIM_NAME + "/|s3://" + BUCKET_NAME + "/)[^*?]+$";

  static final String IMAGE = "^[a-z0-9][-A-Za-z0-9._:/@]*$";
  static final String ENV_NAME = "^[A-Za-z_][A-Za-z0-9_.-]*$";
  static final String QUANTITY =
      "^([1-9][0-9]{0,14}([.][0-9]{1,9})?|0[.][0-9]{1,9})(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$";
  static final String MEMORY = "^[1-9][0-9]{0,7}(Mi|Gi|Ti)$";
  static final String EXTENDED_RESOURCE =
      "^" + LABEL + "([.]" + LABEL + ")+/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";
  static final String LABEL_VALUE = "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$";

  /** A whole rule: the form, and the bound of 100 years. */
  static final String PERIOD_RULE =
      "self.matches('"
          + CalendarPeriod.SYNTAX
          + "') && MONTHS(self) <= 1200 && DAYS(self) <= 36525";

  static final String PERIOD_MESSAGE =
      "it is no calendar period; write it like P30D, P6M or P1Y6M, with at most 100 years";

  private static final String WITHIN_SLO =
      " + 1) * 1440 <= duration(has(self.purgeSlo) ? self.purgeSlo : '24h').getMinutes()";

  static final String NO_ROOM =
      "min leaves max no room; a purge goes by whole days and may take purgeSlo (24h where it isn't"
          + " stated), so lower min or raise max until max + purgeSlo is min + P1D or more";

  static final String RECORDS_HAVE_ROOM =
      "!has(self.auditRecord) || !has(self.auditRecord.min) || !has(self.auditRecord.max) ||"
          + " (MOST_DAYS_BEYOND(self.auditRecord.min, self.auditRecord.max)"
          + WITHIN_SLO;

  static final String CONTENT_HAS_ROOM =
      "!has(self.content) || !has(self.content.min) || !has(self.content.max) ||"
          + " (MOST_DAYS_BEYOND(self.content.min, self.content.max)"
          + WITHIN_SLO;

  static final String KEPT_CONTENT_RULE =
      "!has(self.privacy) || !has(self.privacy.content) || self.privacy.content != 'None' ||"
          + " !has(self.retention) || !has(self.retention.content) ||"
          + " !has(self.retention.content.min) || MONTHS(self.retention.content.min) +"
          + " DAYS(self.retention.content.min) == 0";

  static final String KEPT_CONTENT_MESSAGE =
      "None keeps nothing, and retention.content.min asks for some time; remove one of them";

  static final String WHOLE_NAMESPACE_RULE = "!has(self.serviceSelector) || !has(self.runtime)";

  static final String WHOLE_NAMESPACE_MESSAGE =
      "spec.runtime: images and access are a whole namespace's, and a pod doesn't say which service's"
          + " labels it stands for; remove spec.serviceSelector, or make a policy of its own for it";

  /** A whole rule: Kubernetes takes numbers and texts as amounts. */
  static final String AMOUNT_RULE =
      "type(self) == string ? self.matches('" + QUANTITY + "') : self > 0";

  static final String AMOUNT_MESSAGE =
      "spec.runtime.resources: it is no amount above 0; write cores like 2 or 500m, bytes like 2Gi";

  private Syntax() {}
}
