package dev.steward.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tokens of a registry's, as CNCF Distribution verifies them (its "token" authentication). */
final class Tokens {

  private static final Pattern SCOPE =
      Pattern.compile("scope=repository:([a-z0-9/._-]+):([a-z,]+)(?:&|$)");

  private Tokens() {}

  /** The repository and the actions of a request's query. */
  static Optional<String[]> scope(String query) {
    var scope = SCOPE.matcher(query);
    return scope.find()
        ? Optional.of(new String[] {scope.group(1), scope.group(2)})
        : Optional.empty();
  }

  /** A token that lets its bearer do that. */
  static String signed(OwnCertificate certificate, Optional<String[]> scope) throws IOException {
    try {
      var chain = Base64.getEncoder().encodeToString(certificate.certificate().getEncoded());
      var header = "{\"typ\": \"JWT\", \"alg\": \"ES256\", \"x5c\": [\"%s\"]}".formatted(chain);
      long now = Instant.now().getEpochSecond();
      var access =
          scope
              .map(it ->
                  "{\"type\": \"repository\", \"name\": \"%s\", \"actions\": [\"%s\"]}"
                      .formatted(it[0], it[1].replace(",", "\", \"")))
              .orElse("");
      var claims =
          """
          {"iss": "tokens.example", "sub": "tester", "aud": "models.example", "jti": "1",
           "nbf": %d, "iat": %d, "exp": %d, "access": [%s]}\
          """
              .formatted(now - 60, now - 60, now + 600, access);
      var signed = encoded(header) + "." + encoded(claims);
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(certificate.key());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed
          + "."
          + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
