package ponto.lambda.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ponto.lambda.database.Settings.Tls;

/** A function's settings: each wrong one stops the start and names itself. */
class SettingsTest {
  private static Map<String, String> whole() {
    return new HashMap<>(
        Map.of(
            Settings.HOST, "ponto.cluster-abc.sa-east-1.rds.amazonaws.com",
            Settings.PORT, "5432",
            Settings.NAME, "ponto",
            Settings.USER, "ponto_recorder",
            Settings.REGION, "sa-east-1",
            Settings.STAGE, "demo",
            Settings.TASK_ROOT, "/var/task"));
  }

  @Test
  void whole_settings_verify_the_database_and_know_no_password() {
    var settings = Settings.of(whole());
    assertThat(settings.tls()).isEqualTo(Tls.VERIFY_FULL);
    assertThat(settings.passwordFile()).isNull();
    assertThat(settings.port()).isEqualTo(5432);
  }

  @ParameterizedTest
  @CsvSource({
    "PONTO_DB_HOST, ''",
    "PONTO_DB_HOST, 'a b'",
    "PONTO_DB_PORT, ''",
    "PONTO_DB_PORT, 0",
    "PONTO_DB_PORT, 65536",
    "PONTO_DB_PORT, 5432x",
    "PONTO_DB_NAME, 'ponto?sslmode=disable'",
    "PONTO_DB_USER, Ponto",
    "PONTO_DB_TLS, require",
    "PONTO_DB_TLS, disable",
    "PONTO_DB_PASSWORD_FILE, /run/password",
    "AWS_REGION, ''",
    "AWS_REGION, ../us-east-1",
    "PONTO_STAGE, ''",
    "PONTO_STAGE, 'De mo'",
    "PONTO_ORIGIN, '*'",
  })
  void a_wrong_one_names_itself(String name, String value) {
    var environment = whole();
    environment.put(name, value);
    assertThatThrownBy(() -> Settings.of(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void on_the_loopback_a_password_will_do_and_no_encryption() {
    var environment = whole();
    environment.put(Settings.HOST, "127.0.0.1");
    environment.put(Settings.TLS, "disable");
    environment.put(Settings.PASSWORD_FILE, "/run/password");
    var settings = Settings.of(environment);
    assertThat(settings.tls()).isEqualTo(Tls.DISABLE);
    assertThat(settings.passwordFile()).hasToString("/run/password");
  }
}
