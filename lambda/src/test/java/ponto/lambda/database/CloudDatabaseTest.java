package ponto.lambda.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.lambda.Surroundings;
import ponto.postgres.EmbeddedPostgres;
import ponto.testing.TestDatabase;

/** Connections are encrypted, and only to the server that the region's roots vouch for. */
class CloudDatabaseTest {
  private static final char[] PASSWORD = "only-a-test".toCharArray();

  private static EmbeddedPostgres server;
  private static Path root;

  @BeforeAll
  static void start() throws Exception {
    root = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "tls");
    var certificate = root.resolve("server.pem");
    var key = root.resolve("server.key");
    makeCertificate(certificate, key);
    Files.createDirectories(root.resolve("rds"));
    Files.copy(certificate, root.resolve("rds/sa-east-1.pem"));
    // Another region's roots do not know this server.
    var other = root.resolve("other");
    Files.createDirectories(other);
    makeCertificate(root.resolve("rds/us-east-1.pem"), other.resolve("key"));
    server = TestDatabase.ownServer();
    try (var connection = server.superuser().connect();
        var statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM SET ssl_cert_file = '" + certificate + "'");
      statement.execute("ALTER SYSTEM SET ssl_key_file = '" + key + "'");
      statement.execute("ALTER SYSTEM SET ssl = on");
    }
    server.stop();
    server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void makeCertificate(Path certificate, Path key) throws Exception {
    var store = key.resolveSibling("store.p12");
    Files.deleteIfExists(store);
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                "EC",
                "-groupname",
                "secp384r1",
                "-dname",
                "CN=Test",
                "-ext",
                "SAN=dns:localhost",
                "-ext",
                "BC=ca:true",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("keytool.log").toFile())
            .start();
    assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    pem(certificate, "CERTIFICATE", keys.getCertificate("k").getEncoded());
    pem(key, "PRIVATE KEY", keys.getKey("k", PASSWORD).getEncoded());
  }

  private static void pem(Path file, String kind, byte[] bytes) throws IOException {
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static CloudDatabase database(Map<String, String> different) {
    var environment = new HashMap<>(Surroundings.environment(server.database()));
    environment.remove(Settings.TLS);
    environment.put(Settings.HOST, "localhost");
    environment.put(Settings.REGION, "sa-east-1");
    environment.put(Settings.TASK_ROOT, root.toString());
    environment.putAll(different);
    return new CloudDatabase(Settings.of(environment), environment, () -> Instant.EPOCH);
  }

  private static String asked(CloudDatabase database, String sql) throws SQLException {
    try (var connection = database.asRecorder().open()) {
      return asked(connection, sql);
    }
  }

  private static String asked(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void the_regions_root_opens_an_encrypted_connection_in_the_recorders_role() throws Exception {
    try (var connection = database(Map.of()).asRecorder().open();
        var superuser = server.superuser().connect()) {
      var about =
          "SELECT concat_ws(' ', current_user, current_setting('idle_session_timeout'),"
              + " current_setting('enable_seqscan'), pg_backend_pid())";
      var told = asked(connection, about).split(" ", -1);
      assertThat(told).startsWith("ponto_recorder", "2min", "off");
      assertThat(asked(superuser, "SELECT ssl FROM pg_stat_ssl WHERE pid = " + told[3]))
          .isEqualTo("t");
    }
  }

  @Test
  void a_server_that_another_authority_vouches_for_is_refused() {
    var elsewhere = database(Map.of(Settings.REGION, "us-east-1"));
    assertThatThrownBy(() -> asked(elsewhere, "SELECT 1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("SSL");
  }

  @Test
  void a_certificate_of_another_name_is_refused() {
    var renamed = database(Map.of(Settings.HOST, "127.0.0.1"));
    assertThatThrownBy(() -> asked(renamed, "SELECT 1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("127.0.0.1");
  }

  @Test
  void a_region_without_certificates_is_named() {
    var nowhere = database(Map.of(Settings.REGION, "xx-north-1"));
    assertThatThrownBy(() -> asked(nowhere, "SELECT 1")).hasMessageContaining("xx-north-1");
  }

  @Test
  void without_a_password_file_the_password_is_a_token_and_is_not_told() {
    var signed =
        database(
            Map.of(
                Settings.PASSWORD_FILE,
                "",
                "AWS_ACCESS_KEY_ID",
                "AKID",
                "AWS_SECRET_ACCESS_KEY",
                "secret"));
    assertThatThrownBy(() -> asked(signed, "SELECT 1"))
        .isInstanceOfSatisfying(
            SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("28P01"))
        .hasMessageNotContaining("X-Amz");
  }
}
