package ponto.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Letter;
import ponto.ledger.Ledger;

/** Puts many punches into a database by the product's own ledger, one a letter. */
final class Filling {
  private static final int BATCH = 1_000;
  // Four presses a day of each worker, two hours apart at the least.
  private static final Duration BETWEEN = Duration.ofHours(6);
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

  private final InstantSource clock;
  private final int punches;
  private final Instant newest;

  Filling(InstantSource clock, int punches) {
    this.clock = clock;
    this.punches = punches;
    this.newest = clock.instant();
  }

  /** Records each so many-th batch, beginning with this one. */
  void fill(Connection connection, int first, int step) throws SQLException {
    // As the product's recorders have it.
    try (var settings = connection.createStatement()) {
      settings.execute(
          """
          SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
          SET plan_cache_mode = force_generic_plan
          """);
    }
    var cpfs = BackupCommand.column(connection, "SELECT cpf FROM worker ORDER BY worker_id");
    var employer =
        Long.parseLong(
            BackupCommand.column(connection, "SELECT min(employer_id) FROM worker").getFirst());
    var sender = new Principal("bench", employer, Role.COLLECTOR, null, false);
    var ledger = new Ledger(clock);
    var ids = new PunchIds(first);
    connection.setAutoCommit(false);
    for (var from = first * BATCH; from < punches; from += step * BATCH) {
      var letters = new ArrayList<Letter>();
      for (var number = from; number < Math.min(punches, from + BATCH); number++) {
        letters.add(letter(sender, cpfs, ids, number));
      }
      ledger.record(connection, letters);
    }
  }

  private Letter letter(Principal sender, List<String> cpfs, PunchIds ids, int number) {
    var at = newest.minus(BETWEEN.multipliedBy(number / cpfs.size() + 1L));
    var body =
        """
        {"punches":[{"id":"%s","at":"%s","zone":"America/Sao_Paulo","offline":true,\
        "collector":"kiosk","worker":"%s","evidence":{"device":"bench"}}]}\
        """
            .formatted(
                ids.next(at.toEpochMilli()),
                AT.format(at.atOffset(ZoneOffset.ofHours(-3))),
                cpfs.get(number % cpfs.size()));
    return new Letter("bench-" + number, sender, newest, null, "127.0.0.1", null, body);
  }
}
