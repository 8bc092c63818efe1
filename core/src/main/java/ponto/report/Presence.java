package ponto.report;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is in: the last run of punches is odd, and its last punch is not yet a journey ago. */
public final class Presence {
  private static final String NAMES =
      """
      SELECT w.worker_id, w.cpf, w.name, w.registration FROM worker w
      WHERE w.employer_id = ? AND w.worker_id = ANY (?)\
      """;

  private Presence() {}

  /** One who is in, since the first punch of the run. */
  public record In(
      String cpf,
      String name,
      @Nullable String registration,
      String establishment,
      Instant since,
      Instant last,
      int punches) {}

  /** Everybody who was in at that instant, in the order of their CPF. */
  public static List<In> at(Connection connection, Asked asked, Instant at) throws SQLException {
    var last = new HashMap<Long, Run>();
    Runs.read(
        connection,
        asked,
        at,
        at,
        new Runs.Listener() {
          @Override
          public void punched(Run run) {}

          @Override
          public void ended(Run run) {
            last.put(run.workerId(), run);
          }
        });
    var establishments = Choices.documents(connection, asked.employerId());
    last.values().removeIf(run -> !run.isIn(at) || !isAsked(asked, establishments, run));
    return named(connection, asked, last, establishments);
  }

  private static boolean isAsked(Asked asked, Map<Long, String> establishments, Run run) {
    return asked.establishment() == null
        || asked.establishment().equals(establishments.get(run.establishmentId()));
  }

  private static List<In> named(
      Connection connection, Asked asked, Map<Long, Run> runs, Map<Long, String> establishments)
      throws SQLException {
    var everybody = new ArrayList<In>();
    var ids = connection.createArrayOf("bigint", runs.keySet().toArray());
    try (var statement = new Query().add(NAMES, asked.employerId(), ids).on(connection, 0);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        var run = runs.get(rows.getLong("worker_id"));
        if (run != null) {
          everybody.add(
              new In(
                  rows.getString("cpf"),
                  rows.getString("name"),
                  rows.getString("registration"),
                  establishments.getOrDefault(run.establishmentId(), ""),
                  run.first(),
                  run.last(),
                  run.punches()));
        }
      }
    }
    everybody.sort(Comparator.comparing(In::cpf));
    return everybody;
  }
}
