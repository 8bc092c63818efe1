package ponto.lambda.database;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a function is told by its environment; a wrong value stops its start and names itself.
 *
 * @param tls whether the database must prove itself; only one on the loopback need not
 * @param passwordFile holds the password, on the loopback only; null where a signed token is shown
 * @param origin whose pages may read the API's answers, besides those of its own host; mostly null
 * @param exportPatience how long somebody is kept waiting for a file before it is ordered
 * @param taskRoot where the zip lies unpacked
 */
public record Settings(
    String host,
    int port,
    String name,
    String user,
    Tls tls,
    @Nullable Path passwordFile,
    String region,
    String stage,
    @Nullable String origin,
    Duration exportPatience,
    Path taskRoot) {
  public static final String HOST = "PONTO_DB_HOST";
  public static final String PORT = "PONTO_DB_PORT";
  public static final String NAME = "PONTO_DB_NAME";
  public static final String USER = "PONTO_DB_USER";
  public static final String TLS = "PONTO_DB_TLS";
  public static final String PASSWORD_FILE = "PONTO_DB_PASSWORD_FILE";
  public static final String STAGE = "PONTO_STAGE";
  public static final String ORIGIN = "PONTO_ORIGIN";
  public static final String EXPORT_SECONDS = "PONTO_EXPORT_SECONDS";

  /** These two the runtime sets. */
  public static final String REGION = "AWS_REGION";

  public static final String TASK_ROOT = "LAMBDA_TASK_ROOT";

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
  private static final Pattern HOST_FORM = Pattern.compile("[A-Za-z0-9.:-]{1,255}");
  private static final Pattern NAME_FORM = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final Pattern REGION_FORM = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]");
  private static final Pattern ORIGIN_FORM = Pattern.compile("https?://[A-Za-z0-9.-]+(:[0-9]+)?");
  private static final Pattern STAGE_FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /** How sure the function must be of whom it speaks to. */
  public enum Tls {
    /** The certificate is of the region's roots and names the host. */
    VERIFY_FULL("verify-full"),
    /** No encryption: for a database on the same machine. */
    DISABLE("disable");

    private final String wire;

    Tls(String wire) {
      this.wire = wire;
    }

    /** As the variable and the driver spell it. */
    public String wire() {
      return wire;
    }
  }

  /** Reads the variables. */
  public static Settings of(Map<String, String> environment) {
    var read = new Variables(environment);
    var host = read.required(HOST, HOST_FORM, "a host name or an address");
    var isLoopback = LOOPBACK.contains(host);
    return new Settings(
        host,
        read.port(),
        read.required(NAME, NAME_FORM, "a database's name in lower case"),
        read.required(USER, NAME_FORM, "a role's name in lower case"),
        read.tls(isLoopback),
        read.passwordFile(isLoopback),
        read.required(REGION, REGION_FORM, "a region, as sa-east-1"),
        read.required(STAGE, STAGE_FORM, "lower case letters, digits and -, at most 32"),
        read.origin(),
        read.exportPatience(),
        Path.of(environment.getOrDefault(TASK_ROOT, "")));
  }

  /** The environment, variable by variable. */
  private record Variables(Map<String, String> environment) {
    String required(String name, Pattern form, String wanted) {
      var value = environment.getOrDefault(name, "");
      if (value.isEmpty()) {
        throw new IllegalArgumentException(name + " is not set: it takes " + wanted);
      }
      if (!form.matcher(value).matches()) {
        throw wrong(name, value, wanted);
      }
      return value;
    }

    int port() {
      var text = required(PORT, Pattern.compile("[0-9]{1,5}"), "a port, 1 to 65535");
      var port = Integer.parseInt(text);
      if (port < 1 || port > 65_535) {
        throw wrong(PORT, text, "a port, 1 to 65535");
      }
      return port;
    }

    Tls tls(boolean isLoopback) {
      var value = environment.getOrDefault(TLS, Tls.VERIFY_FULL.wire());
      if (value.equals(Tls.VERIFY_FULL.wire())) {
        return Tls.VERIFY_FULL;
      }
      if (value.equals(Tls.DISABLE.wire()) && isLoopback) {
        return Tls.DISABLE;
      }
      throw wrong(TLS, value, "verify-full, or disable where the database is on the loopback");
    }

    @Nullable Path passwordFile(boolean isLoopback) {
      var value = environment.getOrDefault(PASSWORD_FILE, "");
      if (value.isEmpty()) {
        return null;
      }
      if (!isLoopback) {
        throw new IllegalArgumentException(
            PASSWORD_FILE + " is set, but only a database on the loopback takes a password");
      }
      return Path.of(value);
    }

    @Nullable String origin() {
      return environment.getOrDefault(ORIGIN, "").isEmpty()
          ? null
          : required(ORIGIN, ORIGIN_FORM, "an origin, as https://clock.example, or nothing");
    }

    /** The gateway waits 29 s, a database that wakes up included. */
    Duration exportPatience() {
      return environment.getOrDefault(EXPORT_SECONDS, "").isEmpty()
          ? Duration.ZERO
          : Duration.ofSeconds(
              Integer.parseInt(
                  required(
                      EXPORT_SECONDS, Pattern.compile("[0-9]|1[0-9]|20"), "seconds, 0 to 20")));
    }

    private static IllegalArgumentException wrong(String name, String value, String wanted) {
      return new IllegalArgumentException(name + " is '" + value + "': it takes " + wanted);
    }
  }
}
