package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is away is told from a statement that is wrong. */
final class DatabaseTroubleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "08001", "08006", "25006", "25P03", "28P01", "3D000", "40001", "40P01", "53100", "53300",
        "55P03", "57014", "57P01", "57P03", "58030", "XX000"
      })
  void what_a_moment_may_mend_is_the_databases_trouble(String state) {
    assertThat(DatabaseTrouble.isOf(new SQLException("x", state))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0A000", "21000", "22001", "22P02", "23502", "23505", "25P02", "42501", "42703"})
  void what_no_moment_mends_is_a_defect_of_ours(String state) {
    assertThat(DatabaseTrouble.isOf(new SQLException("x", state))).isFalse();
  }

  @Test
  void what_the_driver_says_without_a_state_is_about_its_connection() {
    assertThat(DatabaseTrouble.isOf(new SQLTransientConnectionException("x"))).isTrue();
  }

  @Test
  void a_statement_that_is_wrong_is_answered_500_and_others_go_on() {
    try (var site = Site.demo()) {
      site.as("rh").get("/v1/workers").expect(200);
      site.execute("REVOKE SELECT ON worker FROM ponto_api");

      assertThat(site.as("rh").get("/v1/workers").problem(500).text("type"))
          .isEqualTo("urn:ponto:problem:defect");
      site.as("admin").get("/v1/settings").expect(200);

      site.execute("GRANT SELECT ON worker TO ponto_api");
      site.as("rh").get("/v1/workers").expect(200);
    }
  }
}
