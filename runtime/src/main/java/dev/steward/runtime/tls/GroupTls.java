package dev.steward.runtime.tls;

import dev.steward.core.runtime.StageConfig.TlsFiles;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS 1.3 in which both sides show a certificate, signed by a trusted one, that has the group's
 * name. Files are read at each connection, so that renewed ones are used from the next on.
 */
public final class GroupTls {

  /** {@code dNSName} of RFC 5280's GeneralName. */
  private static final int DNS_NAME = 2;

  /** PKCS #12 would encrypt the key by 10,000 rounds of hashing, at each connection. */
  private static final String IN_MEMORY = "JKS";

  private static final char[] NO_PASSWORD = new char[0];

  private final TlsFiles files;

  public GroupTls(TlsFiles files) {
    this.files = files;
  }

  /** Secures a connection that this process has opened. */
  public Socket calling(Socket plain) throws IOException {
    return secured(plain, Side.CALLER);
  }

  /** Secures a connection that this process has accepted. */
  public Socket called(Socket plain) throws IOException {
    return secured(plain, Side.CALLED);
  }

  private enum Side {
    CALLER,
    CALLED
  }

  /** Closes the connection where it can't be secured, so that the other side isn't left waiting. */
  private Socket secured(Socket plain, Side side) throws IOException {
    try {
      return handshaken(plain, side);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private Socket handshaken(Socket plain, Side side) throws IOException {
    try {
      var factory = context().getSocketFactory();
      var socket =
          (SSLSocket)
              factory.createSocket(
                  plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
      socket.setUseClientMode(side == Side.CALLER);
      socket.setNeedClientAuth(true);
      socket.setEnabledProtocols(new String[] {"TLSv1.3"});
      socket.startHandshake();
      checkName(socket.getSession().getPeerCertificates());
      return socket;
    } catch (GeneralSecurityException e) {
      throw new SSLException("the group's certificates can't be used: " + e.getMessage(), e);
    }
  }

  private void checkName(Certificate[] chain) throws SSLException, CertificateParsingException {
    var names = ((X509Certificate) chain[0]).getSubjectAlternativeNames();
    boolean member =
        names != null
            && names.stream().anyMatch(name -> name.equals(List.of(DNS_NAME, files.name())));
    if (!member) {
      throw new SSLException("the other side's certificate isn't for " + files.name());
    }
  }

  private SSLContext context() throws IOException, GeneralSecurityException {
    var own = KeyStore.getInstance(IN_MEMORY);
    own.load(null, null);
    own.setKeyEntry(
        "own",
        PemFiles.key(Path.of(files.key())),
        NO_PASSWORD,
        PemFiles.certificates(Path.of(files.certificate())).toArray(X509Certificate[]::new));
    var trusted = KeyStore.getInstance(IN_MEMORY);
    trusted.load(null, null);
    var number = 0;
    for (var certificate : PemFiles.certificates(Path.of(files.trusted()))) {
      trusted.setCertificateEntry("trusted-" + number++, certificate);
    }
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, NO_PASSWORD);
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
