package ponto.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import ponto.lambda.RuntimeApi.Failed;
import ponto.postgres.Database;
import ponto.testing.TestDatabase;

/** The migration as CloudFormation sees it, on an empty database. */
class MigrateHandlerTest {
  private static final String EMPLOYER =
      """
      {"RequestType":"EnterEmployer","document":"11222333000181","name":"Padaria São João Fictícia Ltda",
       "place":"Rua das Flores, 100 - São Paulo/SP","zone":"America/Sao_Paulo","responsibleCpf":"%s"}
      """;

  private static String request(String type) {
    return "{\"RequestType\":\"%s\",\"ResponseURL\":\"https://never.asked.example\",\"ResourceProperties\":{\"Version\":\"1\"}}"
        .formatted(type);
  }

  private static String asked(Database database, String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** The codes of all events, which row-level security hides from the owner. */
  private static String events(Database database) throws SQLException {
    try (var connection = database.connectAs("ponto_report");
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT string_agg(substr(line, 35, 2), ' ' ORDER BY nsr) FROM ledger WHERE type = 6")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static String invoke(RuntimeApi function, String event)
      throws Failed, InterruptedException {
    return new String(function.invoke(event.getBytes(UTF_8)), UTF_8);
  }

  @Test
  void a_deployment_migrates_and_a_deletion_leaves_everything() throws Exception {
    TestDatabase.server().createDatabase("migrated", "ponto");
    var database = TestDatabase.server().database("migrated");
    try (var function =
        RuntimeApi.start(
            Surroundings.API_ZIP, Surroundings.MIGRATE, Surroundings.environment(database))) {
      var created = invoke(function, request("Create"));
      assertThat(created).startsWith("{\"PhysicalResourceId\":\"ponto-schema\",\"Data\":{\"Vers");
      assertThat(invoke(function, request("Update"))).isEqualTo(created);
      assertThat(asked(database, "SELECT count(*) FROM flyway_schema_history WHERE NOT success"))
          .isEqualTo("0");
      assertThat(
              asked(
                  database,
                  "SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles"
                      + " WHERE rolname ~ '^ponto_' AND rolcanlogin"))
          .isEqualTo("ponto_api ponto_recorder ponto_report");
      var first = invoke(function, EMPLOYER.formatted("11144477735"));
      assertThat(first).isEqualTo("{\"employer\":1}");
      assertThat(invoke(function, EMPLOYER.formatted("11144477735"))).isEqualTo(first);
      assertThatThrownBy(() -> invoke(function, EMPLOYER.formatted("11144477734")))
          .hasMessageContaining("responsibleCpf: the check digits");
      assertThat(invoke(function, request("Update"))).isEqualTo(created);
      assertThat(invoke(function, request("BeginOutage"))).isEqualTo("{\"told\":1}");
      assertThat(invoke(function, request("BeginOutage"))).isEqualTo("{\"told\":0}");
      assertThat(invoke(function, request("EndOutage"))).isEqualTo("{\"told\":1}");
      assertThat(events(database)).isEqualTo("07 08 07");
      assertThat(invoke(function, request("Delete")))
          .isEqualTo("{\"PhysicalResourceId\":\"ponto-schema\"}");
      assertThat(asked(database, "SELECT to_regclass('ledger')")).isEqualTo("ledger");
      assertThatThrownBy(() -> invoke(function, request("Drop")))
          .hasMessageContaining("RequestType");
    }
  }
}
