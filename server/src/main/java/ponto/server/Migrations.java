package ponto.server;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import ponto.postgres.Database;

/** The schema's way from one version to the next. */
record Migrations(Database database) {
  /** To the newest that this program knows. */
  void migrate() {
    configured().load().migrate();
  }

  /** To this version, of an older program. */
  void migrateTo(String version) {
    configured().target(MigrationVersion.fromVersion(version)).load().migrate();
  }

  /** The newest that this program knows. */
  String newest() {
    var newest = MigrationVersion.EMPTY;
    for (var migration : configured().load().info().all()) {
      // Whatever a database has of a newer program is in this list too.
      var known = !migration.getState().name().startsWith("FUTURE");
      var version = migration.getVersion();
      if (known && version != null && version.compareTo(newest) > 0) {
        newest = version;
      }
    }
    return newest.getVersion();
  }

  static boolean isNewer(String version, String than) {
    return MigrationVersion.fromVersion(version).compareTo(MigrationVersion.fromVersion(than)) > 0;
  }

  private FluentConfiguration configured() {
    return Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .locations("classpath:db");
  }
}
