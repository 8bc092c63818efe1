package ponto.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ponto.postgres.Folders.ask;
import static ponto.postgres.Folders.execute;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping, crashing and finding everything again. */
final class EmbeddedPostgresTest {
  private static final Duration RETURN_MAX = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void rows_survive_a_stop_and_a_start() throws Exception {
    try (var postgres = EmbeddedPostgres.start(Folders.empty(folder))) {
      execute(postgres.database(), "CREATE TABLE kept AS SELECT 'São João' AS name");
      var port = postgres.port();

      postgres.stop();
      assertThat(postgres.running()).isFalse();
      assertThatThrownBy(() -> postgres.database().connect()).isInstanceOf(SQLException.class);
      postgres.start();

      assertThat(ask(postgres.database(), "SELECT name FROM kept")).isEqualTo("São João");
      assertThat(postgres.port()).isEqualTo(port);
    }
  }

  @Test
  void committed_rows_survive_a_kill_of_every_process_of_the_server() throws Exception {
    try (var postgres = EmbeddedPostgres.start(Folders.in(folder))) {
      execute(postgres.database(), "CREATE TABLE kept (id int PRIMARY KEY)");
      try (var connection = postgres.database().connect();
          var insert = connection.prepareStatement("INSERT INTO kept VALUES (?)")) {
        for (var id = 1; id <= 100; id++) {
          insert.setInt(1, id);
          insert.execute();
        }
        postgres.stopNow();
      }
      assertThat(postgres.running()).isFalse();

      postgres.start();

      assertThat(ask(postgres.database(), "SELECT count(*) FROM kept")).isEqualTo("100");
    }
  }

  @Test
  void a_server_that_somebody_kills_comes_back_by_itself() throws Exception {
    try (var postgres = EmbeddedPostgres.start(Folders.in(folder))) {
      execute(postgres.database(), "CREATE TABLE kept AS SELECT 7 AS id");
      var killed = postgres.pid();

      ProcessHandle.of(killed).orElseThrow().destroyForcibly();

      Waiting.until(RETURN_MAX, () -> postgres.running() && postgres.pid() != killed);
      assertThat(ask(postgres.database(), "SELECT id FROM kept")).isEqualTo("7");
    }
  }

  @Test
  void a_server_whose_guard_somebody_kills_comes_back_under_a_new_guard() throws Exception {
    try (var postgres = EmbeddedPostgres.start(Folders.in(folder))) {
      execute(postgres.database(), "CREATE TABLE kept AS SELECT 7 AS id");
      var abandoned = postgres.pid();
      var guard = ProcessHandle.of(abandoned).orElseThrow().parent().orElseThrow();

      guard.destroyForcibly();

      Waiting.until(RETURN_MAX, () -> postgres.running() && postgres.pid() != abandoned);
      assertThat(Processes.isLive(abandoned)).isFalse();
      assertThat(ask(postgres.database(), "SELECT id FROM kept")).isEqualTo("7");
    }
  }

  @Test
  void the_server_runs_as_a_ledger_needs_it() throws Exception {
    try (var postgres = EmbeddedPostgres.start(Folders.empty(folder))) {
      var query =
          """
          SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings WHERE name IN
            ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums',
             'listen_addresses', 'unix_socket_directories', 'server_encoding')
          """;
      assertThat(ask(postgres.superuser(), query))
          .isEqualTo(
              "data_checksums=on fsync=on full_page_writes=on listen_addresses=127.0.0.1"
                  + " server_encoding=UTF8 synchronous_commit=on unix_socket_directories=");
      assertThat(ask(postgres.database(), "SELECT lower('ÇÃO') || ('Z' < 'a')"))
          .isEqualTo("çãotrue");
    }
  }

  @Test
  void a_server_whose_commits_could_be_lost_is_not_used() throws Exception {
    try (var postgres = EmbeddedPostgres.start(Folders.in(folder))) {
      execute(postgres.superuser(), "ALTER DATABASE ponto SET synchronous_commit = off");
      postgres.stop();

      assertThatExceptionOfType(PostgresFailure.class)
          .isThrownBy(postgres::start)
          .withMessageContaining("synchronous_commit=off")
          .withMessageContaining("not used");
      assertThat(postgres.running()).isFalse();
    }
  }

  @Test
  void the_product_enters_as_no_superuser_and_only_with_its_password() throws Exception {
    try (var postgres = EmbeddedPostgres.start(Folders.in(folder))) {
      var database = postgres.database();
      assertThat(
              ask(
                  database,
                  "SELECT rolsuper || ' ' || rolcreaterole || ' ' || current_user FROM pg_roles"
                      + " WHERE rolname = current_user"))
          .isEqualTo("false true ponto");
      assertThatThrownBy(() -> new Database(database.jdbcUrl(), database.user(), "guess").connect())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    }
  }

  @Test
  void passwords_are_in_files_for_the_owner_only_and_nowhere_else() throws Exception {
    var settings = Folders.empty(folder);
    try (var postgres = EmbeddedPostgres.start(settings)) {
      var data = settings.dataDirectory();
      assertThat(mode(data)).isEqualTo("rwx------");
      assertThat(mode(data.resolve("superuser.password"))).isEqualTo("rw-------");
      assertThat(mode(data.resolve("ponto.password"))).isEqualTo("rw-------");

      var shown =
          Files.readString(data.resolve("postgres.log"))
              + Files.readString(Path.of("/proc/" + postgres.pid() + "/cmdline"))
              + Files.readString(Path.of("/proc/" + postgres.pid() + "/environ"))
              + postgres.database()
              + postgres.superuser();
      assertThat(shown)
          .doesNotContain(postgres.database().password())
          .doesNotContain(postgres.superuser().password());
    }
  }

  @Test
  void what_people_stored_does_not_reach_the_log() throws Exception {
    var settings = Folders.in(folder);
    try (var postgres = EmbeddedPostgres.start(settings)) {
      execute(postgres.database(), "CREATE TABLE worker (cpf text PRIMARY KEY)");
      var insert = "INSERT INTO worker VALUES ('11144477735')";
      execute(postgres.database(), insert);
      assertThatThrownBy(() -> execute(postgres.database(), insert))
          .hasMessageContaining("11144477735");
    }
    assertThat(Files.readString(settings.dataDirectory().resolve("postgres.log")))
        .contains("duplicate key value")
        .doesNotContain("11144477735");
  }

  @Test
  void a_second_server_on_a_live_folder_is_refused_and_told_which() throws Exception {
    var settings = Folders.in(folder);
    try (var postgres = EmbeddedPostgres.start(settings)) {
      assertThatExceptionOfType(PostgresFailure.class)
          .isThrownBy(() -> EmbeddedPostgres.start(settings))
          .withMessageContaining(settings.dataDirectory().toString())
          .withMessageContaining("pid " + postgres.pid());
      assertThat(ask(postgres.database(), "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void a_port_that_is_taken_meanwhile_is_left_to_whoever_has_it() throws Exception {
    try (var postgres = EmbeddedPostgres.start(Folders.in(folder))) {
      var before = postgres.port();
      postgres.stop();
      try (var _ = new ServerSocket(before, 1, InetAddress.getLoopbackAddress())) {
        postgres.start();
        assertThat(postgres.port()).isNotEqualTo(before);
        assertThat(ask(postgres.database(), "SELECT 1")).isEqualTo("1");
        assertThat(Files.readString(folder.resolve("data/port")).strip())
            .isEqualTo(Integer.toString(postgres.port()));
      }
    }
  }

  @Test
  void what_an_interrupted_first_start_left_is_done_again() throws Exception {
    var data = Files.createDirectories(folder.resolve("data"));
    Files.createDirectories(data.resolve("cluster.unfinished.1/base"));
    Files.writeString(data.resolve("cluster.unfinished.1/PG_VERSION"), "18\n");
    try (var postgres = EmbeddedPostgres.start(Folders.empty(folder))) {
      assertThat(ask(postgres.database(), "SELECT 1")).isEqualTo("1");
      assertThat(data.resolve("cluster.unfinished.1")).doesNotExist();
    }
  }

  @Test
  void a_role_or_database_that_a_crash_left_unmade_is_made_by_the_next_start() throws Exception {
    try (var postgres = EmbeddedPostgres.start(Folders.in(folder))) {
      execute(postgres.superuser(), "DROP DATABASE ponto");
      Files.delete(folder.resolve("data/ponto.password"));
      postgres.stop();
      postgres.start();
      assertThat(ask(postgres.database(), "SELECT current_user")).isEqualTo("ponto");
    }
  }

  @Test
  void a_start_that_fails_carries_the_last_words_of_the_server() throws Exception {
    try (var postgres = EmbeddedPostgres.start(Folders.in(folder))) {
      postgres.stop();
      Files.delete(folder.resolve("data/cluster/global/pg_control"));
      assertThatExceptionOfType(PostgresFailure.class)
          .isThrownBy(postgres::start)
          .withMessageContaining("pg_control");
      assertThat(postgres.running()).isFalse();
    }
  }

  @Test
  void closing_twice_is_harmless_and_leaves_no_process() throws Exception {
    var postgres = EmbeddedPostgres.start(Folders.in(folder));
    var server = ProcessHandle.of(postgres.pid()).orElseThrow();
    var guard = server.parent().orElseThrow();
    var started = guard.descendants().toList();
    postgres.close();
    postgres.close();
    assertThat(started).noneMatch(process -> Processes.isLive(process.pid()));
    assertThat(Processes.isLive(guard.pid())).isFalse();
    assertThat(folder.resolve("data/cluster/postmaster.pid")).doesNotExist();
  }

  @Test
  void a_start_that_is_abandoned_ends_with_a_sentence() {
    var settings = Folders.empty(folder);
    var launcher = new Launcher(settings, new ClusterFiles(settings.dataDirectory()));
    launcher.abandon();
    assertThatExceptionOfType(PostgresFailure.class)
        .isThrownBy(launcher::launch)
        .withMessageContaining("stopped while it was starting");
  }

  @Test
  void further_databases_belong_to_whom_they_are_made_for() throws Exception {
    try (var postgres = EmbeddedPostgres.start(Folders.in(folder))) {
      postgres.createDatabase("Outra \"base\"", "ponto");
      assertThat(
              ask(
                  postgres.superuser(),
                  "SELECT pg_get_userbyid(datdba) FROM pg_database"
                      + " WHERE datname = 'Outra \"base\"'"))
          .isEqualTo("ponto");
    }
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
