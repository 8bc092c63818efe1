package ponto.roster;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the recorder needs it: who, since when, and where over time.
 *
 * @param assignments in the order of their starts, at least one
 */
public record Worker(
    long workerId,
    long employerId,
    String cpf,
    @Nullable LocalDate dismissedOn,
    List<Assignment> assignments) {
  public Worker {
    requireNonNull(cpf, "cpf");
    assignments = List.copyOf(assignments);
    if (assignments.isEmpty()) {
      throw new IllegalArgumentException("worker " + workerId + " is assigned to no establishment");
    }
  }

  /**
   * One stretch of work at an establishment, by its local dates, both inclusive; open-ended without
   * an end.
   */
  public record Assignment(
      long establishmentId, ZoneId zone, LocalDate startsOn, @Nullable LocalDate endsOn) {
    boolean startsBy(Instant instant) {
      return !startsOn.isAfter(LocalDate.ofInstant(instant, zone));
    }

    boolean covers(Instant instant) {
      var ends = endsOn;
      return startsBy(instant)
          && (ends == null || !ends.isBefore(LocalDate.ofInstant(instant, zone)));
    }
  }

  /** Where a punch counts, and whether it lies outside every assignment. */
  public record Workplace(long establishmentId, ZoneId zone, boolean outside) {}

  /**
   * The establishment at an instant: before the first the first, in a gap or after the last the one
   * before.
   */
  public Workplace workplaceAt(Instant instant) {
    var found = assignments.getFirst();
    for (var assignment : assignments) {
      if (assignment.startsBy(instant)) {
        found = assignment;
      }
    }
    return new Workplace(found.establishmentId(), found.zone(), !found.covers(instant));
  }

  /** Whether the worker had left by the local date of the instant. */
  public boolean dismissedBy(Instant instant) {
    var dismissed = dismissedOn;
    return dismissed != null
        && LocalDate.ofInstant(instant, workplaceAt(instant).zone()).isAfter(dismissed);
  }
}
