/**
 * Who is at the other end of a connection: credentials of Steward's one CA, and mutual TLS with
 * them.
 *
 * <p>A party has {@link dev.steward.trust.Credentials}: a key, a certificate that proves one {@link
 * dev.steward.core.serving.PeerName}, and the CA's certificate. They come as a folder of three
 * files, as Kubernetes mounts a Secret of the type {@code kubernetes.io/tls}, and are read again
 * when they change. {@link dev.steward.trust.Tls} makes contexts of them:
 *
 * <ul>
 *   <li>a client expects the name of whom it wanted to reach, by Java's own check of host names;
 *   <li>a server admits one name, in the handshake: a certificate of the CA's isn't enough, for
 *       each pod has one.
 * </ul>
 *
 * <p>It knows no server, no client and no Kubernetes. How certificates are made is in {@code
 * trust.authority}, which only the operator carries the library for.
 */
@NullMarked
package dev.steward.trust;

import org.jspecify.annotations.NullMarked;
