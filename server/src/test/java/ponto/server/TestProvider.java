package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import ponto.issuer.Provider;

/**
 * A certified OpenID Connect provider (npm's oidc-provider) as a child of this JVM, on loopback;
 * its keys are made here, so that a test can sign what no provider would.
 */
public final class TestProvider implements AutoCloseable {
  private static final Path SOURCES = Path.of("src", "test", "oidc");
  private static final Path FOLDER = Path.of("target", "oidc");
  private static final long INSTALL_SECONDS_MAX = 120;
  private static final long ANSWER_SECONDS_MAX = 20;

  private final Process process;
  private final BufferedReader answers;
  private final String issuer;
  private volatile List<RSAKey> keys;

  /** Starts it with one key. */
  public TestProvider() {
    install();
    try {
      process =
          new ProcessBuilder("node", "provider.mjs")
              .directory(FOLDER.toFile())
              .redirectError(FOLDER.resolve("provider.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("these tests need node 20 or newer on the PATH", e);
    }
    answers = process.inputReader(UTF_8);
    keys = List.of(newKey());
    issuer = tell("{\"start\":%s}".formatted(json()));
  }

  /** Brings in what the lock file names, once for each of its versions. */
  private static synchronized void install() {
    try {
      Files.createDirectories(FOLDER);
      copy("provider.mjs");
      var installed = FOLDER.resolve("node_modules/.package-lock.json");
      var lock = FOLDER.resolve("package-lock.json");
      if (Files.exists(installed)
          && Files.exists(lock)
          && Files.mismatch(SOURCES.resolve("package-lock.json"), lock) == -1) {
        return;
      }
      copy("package.json");
      copy("package-lock.json");
      var log = FOLDER.resolve("npm.log");
      var npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!npm.waitFor(INSTALL_SECONDS_MAX, TimeUnit.SECONDS) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        Files.deleteIfExists(lock);
        throw new AssertionError("npm ci failed: " + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the tests of the provider need npm on the PATH", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(String name) throws IOException {
    Files.copy(SOURCES.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As the clock is told about it; its access tokens are meant for {@code ponto}. */
  public Provider settings(Provider.Token bearer) {
    return settings(issuer, bearer);
  }

  static Provider settings(String issuer, Provider.Token bearer) {
    return new Provider(
        issuer,
        "ponto",
        "ponto",
        bearer,
        "openid profile offline_access",
        new Provider.Names("ponto_employer", "ponto_role", "ponto_worker"));
  }

  public String issuer() {
    return issuer;
  }

  /** The key that signs. */
  RSAKey key() {
    return keys.getFirst();
  }

  /** From now on it publishes these and signs with the first. */
  void publish(RSAKey... now) {
    keys = List.of(now);
    tell("{\"keys\":%s}".formatted(json()));
  }

  /** It may send people back to here. */
  public void redirectsTo(String uri) {
    tell("{\"redirects\":[\"%s\"]}".formatted(uri));
  }

  /** Its clock is so far ahead of the machine's. */
  public void ahead(Duration time) {
    tell("{\"ahead\":%d}".formatted(time.toMillis()));
  }

  /** Nobody listens any more, or again. */
  public void away(boolean isAway) {
    tell("{\"away\":%b}".formatted(isAway));
  }

  /** The paths that were asked for since the last time. */
  List<String> asked() {
    return List.of(tell("{\"asked\":0}").split(" "));
  }

  /** What it says of somebody with this role at this employer. */
  JWTClaimsSet.Builder claims(String subject, String role, String employer, Instant now) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .audience("ponto")
        .subject(subject)
        .claim("name", "Pessoa " + role)
        .claim("ponto_role", role)
        .claim("ponto_employer", employer)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofMinutes(10))));
  }

  /** Signed by this key, as the provider does it. */
  static String sign(RSAKey key, JWTClaimsSet claims) {
    return sign(key, claims, new JOSEObjectType("at+jwt"));
  }

  static String sign(RSAKey key, JWTClaimsSet claims, JOSEObjectType type) {
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(type).keyID(key.getKeyID()).build();
    var token = new SignedJWT(header, claims);
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  private String json() {
    return keys.stream().map(RSAKey::toJSONString).collect(Collectors.joining(",", "[", "]"));
  }

  private synchronized String tell(String command) {
    try {
      var in = process.outputWriter(UTF_8);
      in.write(command + "\n");
      in.flush();
      var answer =
          CompletableFuture.supplyAsync(this::readLine).get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
      if (answer.isEmpty()) {
        throw new IOException("it has ended");
      }
      return answer;
    } catch (Exception e) {
      throw new AssertionError("the provider does not answer: " + log(), e);
    }
  }

  private String readLine() {
    try {
      return Objects.requireNonNullElse(answers.readLine(), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String log() {
    try {
      return Files.readString(FOLDER.resolve("provider.log"));
    } catch (IOException e) {
      return "no log";
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
