package ponto.report;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many punched in each minute of a day, and how many were in after it: the burst, seen. */
public final class Headcount {
  private Headcount() {}

  /** A minute with punches. */
  public record Minute(Instant at, int punches, int present) {}

  /** The minutes with punches, in order. */
  public static List<Minute> of(Connection connection, Asked asked, LocalDate date, ZoneId zone)
      throws SQLException {
    var start = date.atStartOfDay(zone).toInstant();
    var end = date.plusDays(1).atStartOfDay(zone).toInstant();
    var day =
        new Day(
            start, end, asked.establishment(), Choices.documents(connection, asked.employerId()));
    Runs.read(connection, asked, start, end.minusNanos(1_000), day);
    return day.minutes();
  }

  /** Counts by minute; a day of 23 or 25 hours has as many minutes as it has. */
  private static final class Day implements Runs.Listener {
    private final Instant start;
    private final @Nullable String establishment;
    private final Map<Long, String> documents;
    private final int[] punches;
    private final int[] change;
    private int before;

    /** Whether the last odd punch of the run that is read was made where it is asked about. */
    private boolean counted;

    Day(Instant start, Instant end, @Nullable String establishment, Map<Long, String> documents) {
      this.start = start;
      this.establishment = establishment;
      this.documents = documents;
      punches = new int[(int) ChronoUnit.MINUTES.between(start, end)];
      change = new int[punches.length];
    }

    @Override
    public void punched(Run run) {
      var asked = isAsked(run);
      if (asked && !run.last().isBefore(start)) {
        punches[minute(run.last())]++;
      }
      if (run.punches() % 2 == 1) {
        counted = asked;
        leaveOrCome(run.last(), 1);
      } else {
        // Who came here and punched out elsewhere has left here, and was never in there.
        leaveOrCome(run.last(), -1);
      }
    }

    @Override
    public void ended(Run run) {
      // Who forgot to punch out is not in for ever.
      if (run.punches() % 2 == 1) {
        leaveOrCome(run.last().plus(Run.JOURNEY_GAP), -1);
      }
    }

    private void leaveOrCome(Instant at, int one) {
      if (counted) {
        add(at, one);
      }
    }

    private boolean isAsked(Run run) {
      return establishment == null || establishment.equals(documents.get(run.establishmentId()));
    }

    private void add(Instant at, int one) {
      if (at.isBefore(start)) {
        before += one;
      } else if (minute(at) < change.length) {
        change[minute(at)] += one;
      }
    }

    private int minute(Instant at) {
      return (int) ChronoUnit.MINUTES.between(start, at);
    }

    List<Minute> minutes() {
      var minutes = new ArrayList<Minute>();
      var present = before;
      for (var minute = 0; minute < punches.length; minute++) {
        present += change[minute];
        if (punches[minute] > 0) {
          minutes.add(
              new Minute(
                  start.plus(minute, ChronoUnit.MINUTES), punches[minute], Math.max(0, present)));
        }
      }
      return minutes;
    }
  }
}
