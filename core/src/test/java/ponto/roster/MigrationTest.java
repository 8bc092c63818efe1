package ponto.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import ponto.postgres.Database;
import ponto.testing.TestDatabase;

/** People of an earlier release are still whole after the tables were changed. */
class MigrationTest {
  private static void migrate(Database database, String target) {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .locations("classpath:db")
        .target(target)
        .load()
        .migrate();
  }

  private static void enter(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT set_config('ponto.employer', '1', false)");
      statement.execute(
          "INSERT INTO employer (id_kind, document, name, responsible_cpf, created_at) VALUES (1, '11222333000181', 'x', '11144477735', now())");
      statement.execute(
          "INSERT INTO establishment (employer_id, id_kind, document, name, place, zone, created_at) VALUES (1, 1, '11222333000181', 'x', 'y', 'America/Sao_Paulo', now())");
      statement.execute(
          "INSERT INTO worker (employer_id, cpf, name, admitted_on, created_at) VALUES (1, '52998224725', 'Ana', '2020-01-01', now())");
      statement.execute("INSERT INTO assignment VALUES (1, 1, 1, '2020-01-01')");
    }
  }

  @Test
  void who_was_there_before_has_a_history_since_the_first_day() throws SQLException {
    TestDatabase.server().createDatabase("people_of_release_1", "ponto");
    var database = TestDatabase.server().database("people_of_release_1");
    migrate(database, "8");
    try (var connection = database.connectAs("ponto_roster")) {
      enter(connection);
    }
    migrate(database, "latest");
    try (var connection = database.connectAs("ponto_roster")) {
      connection.createStatement().execute("SELECT set_config('ponto.employer', '1', false)");
      var card = WorkerCards.find(connection, 1, List.of("52998224725")).get("52998224725");
      assertThat(card).isNotNull();
      assertThat(card.tenure().namedFrom()).isEqualTo("2020-01-01");
      assertThat(WorkerCards.history(connection, 1, "52998224725"))
          .singleElement()
          .extracting(WorkerCards.Called::name)
          .isEqualTo("Ana");
    }
  }
}
