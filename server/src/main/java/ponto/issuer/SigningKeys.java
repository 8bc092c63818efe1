package ponto.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The RSA keys of this installation, kept beside its data: the one with the highest number signs,
 * all verify. A key is retired by deleting its file once the last token that it signed has expired.
 */
public final class SigningKeys {
  /** What RS256 asks for at least; more only costs time at every refresh. */
  private static final int KEY_BITS = 2048;

  private static final Pattern FILE = Pattern.compile("key-([1-9][0-9]{0,8})\\.json");

  private final RSAKey newest;
  private final JWSSigner signer;
  private final JWKSet publicKeys;

  private SigningKeys(SortedMap<Integer, RSAKey> keys) {
    newest = keys.lastEntry().getValue();
    try {
      signer = new RSASSASigner(newest);
    } catch (JOSEException unusable) {
      throw new IllegalStateException("the newest signing key cannot sign", unusable);
    }
    publicKeys = new JWKSet(List.<JWK>copyOf(keys.reversed().values())).toPublicJWKSet();
  }

  /** The keys in this folder; on the first start the folder and the first key are made. */
  public static SigningKeys open(Path folder) throws IOException {
    var keys = load(folder);
    return keys.isEmpty() ? addTo(folder) : new SigningKeys(keys);
  }

  /** Adds a key that signs from now on; the others still verify. A running server sees it later. */
  public static SigningKeys addTo(Path folder) throws IOException {
    var keys = load(folder);
    var number = keys.isEmpty() ? 1 : keys.lastKey() + 1;
    var key = generate();
    write(folder, "key-" + number + ".json", key.toJSONString());
    keys.put(number, key);
    return new SigningKeys(keys);
  }

  /** What others need to verify our tokens, as a JWK set without any private part. */
  public String jwks() {
    return publicKeys.toString();
  }

  /** The same for our own verifier. */
  public JWKSource<SecurityContext> source() {
    return new ImmutableJWKSet<>(publicKeys);
  }

  /** The claims as a signed token. */
  String sign(JWTClaimsSet claims) {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .type(JOSEObjectType.JWT)
            .keyID(newest.getKeyID())
            .build();
    var token = new SignedJWT(header, claims);
    try {
      token.sign(signer);
    } catch (JOSEException failed) {
      throw new IllegalStateException("the signing key did not sign", failed);
    }
    return token.serialize();
  }

  private static RSAKey generate() {
    try {
      return new RSAKeyGenerator(KEY_BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("no RSA key can be made here", impossible);
    }
  }

  private static SortedMap<Integer, RSAKey> load(Path folder) throws IOException {
    var keys = new TreeMap<Integer, RSAKey>();
    if (!Files.isDirectory(folder)) {
      return keys;
    }
    protect(folder);
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        var named = FILE.matcher(file.getFileName().toString());
        if (named.matches()) {
          keys.put(Integer.valueOf(named.group(1)), read(file));
        }
      }
    }
    return keys;
  }

  private static RSAKey read(Path file) throws IOException {
    try {
      var key = RSAKey.parse(Files.readString(file));
      if (key.isPrivate() && key.size() >= KEY_BITS && key.getKeyID() != null) {
        return key;
      }
    } catch (ParseException | IllegalArgumentException unreadable) {
      // Not the cause: its message may quote the key.
    }
    throw new IOException(file + " is not a signing key; restore it, or delete it to sign all out");
  }

  /** All of the file or nothing, durable before it is used, and for nobody else's eyes. */
  private static void write(Path folder, String name, String text) throws IOException {
    Files.createDirectories(folder, only(folder, "rwx------"));
    protect(folder);
    var half = folder.resolve(name + ".half");
    Files.deleteIfExists(half);
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var out = FileChannel.open(half, options, only(folder, "rw-------"))) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(half, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    if (isPosix(folder)) {
      try (var entry = FileChannel.open(folder, StandardOpenOption.READ)) {
        entry.force(true);
      }
    }
  }

  /** A folder that somebody copied or unpacked may have become readable to all. */
  private static void protect(Path folder) throws IOException {
    if (isPosix(folder)) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static FileAttribute<?>[] only(Path folder, String permissions) {
    return isPosix(folder)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
