package ponto.roster;

import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A worker as hr keeps it, the newest of everything.
 *
 * @param pis number in social insurance, 11 digits
 * @param job what the worker does; empty when nobody said
 * @param dismissedOn the last day; null for who stays
 * @param tenure where and since when, and what bounds corrections
 */
public record WorkerCard(
    String cpf,
    String name,
    @Nullable String registration,
    @Nullable String badge,
    @Nullable String pis,
    String job,
    LocalDate admittedOn,
    @Nullable LocalDate dismissedOn,
    Tenure tenure) {
  /**
   * The newest assignment and what surrounds it.
   *
   * @param establishmentId where it is
   * @param from since when
   * @param namedFrom since when name and job are what they are
   * @param leftOn the last day of the time before this admission; null when this is the first
   */
  public record Tenure(
      long establishmentId, LocalDate from, LocalDate namedFrom, @Nullable LocalDate leftOn) {}

  /** Whether the name or the job is another. */
  public boolean isCalledOtherwiseThan(WorkerCard other) {
    return !name.equals(other.name) || !job.equals(other.job);
  }

  /** Whether nothing that hr says differs. */
  public boolean saysTheSameAs(WorkerCard other) {
    return !isCalledOtherwiseThan(other)
        && Objects.equals(registration, other.registration)
        && Objects.equals(badge, other.badge)
        && Objects.equals(pis, other.pis)
        && admittedOn.equals(other.admittedOn);
  }

  /** Without name and CPF: this may end in a log. */
  @Override
  public String toString() {
    return "WorkerCard[admitted " + admittedOn + "]";
  }
}
