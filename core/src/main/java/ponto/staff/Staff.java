package ponto.staff;

import static ponto.afd.WorkerLine.Operation.CHANGED;
import static ponto.afd.WorkerLine.Operation.INCLUDED;
import static ponto.afd.WorkerLine.Operation.REMOVED;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import ponto.access.Principal;
import ponto.afd.WorkerLine;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.ledger.Registrar;
import ponto.ledger.Registrar.Deed;
import ponto.ledger.Registrar.Place;
import ponto.roster.Establishment;
import ponto.roster.Establishments;
import ponto.roster.WorkerCard;
import ponto.roster.WorkerCard.Tenure;
import ponto.roster.WorkerCards;
import ponto.roster.WorkerRows;
import ponto.roster.WorkerRows.Correction;
import ponto.staff.Judgement.Aim;

/**
 * Admits, changes, moves and dismisses workers, one or hundreds in a transaction of the caller's,
 * in the role {@code ponto_roster}. Of one employer only one transaction at a time does so.
 */
public final class Staff {
  private final Registrar registrar;
  private final InstantSource clock;

  public Staff(InstantSource clock) {
    this.clock = clock;
    this.registrar = new Registrar(clock);
  }

  /** Who asks, and whether it is only to be shown what would happen. */
  public record Asked(Principal by, boolean dryRun) {
    long employerId() {
      return by.employerId();
    }
  }

  /** Admits a worker, or one who was dismissed again. */
  public Outcome admit(Connection connection, Asked asked, WorkerForm form) throws SQLException {
    return go(connection, asked, List.of(form), Aim.ADD).getFirst();
  }

  /** Changes what is said of a worker who is there. */
  public Outcome change(Connection connection, Asked asked, WorkerForm form) throws SQLException {
    return go(connection, asked, List.of(form), Aim.CHANGE).getFirst();
  }

  /** Admits or changes each; writes nothing when one of them cannot be. */
  public List<Outcome> take(Connection connection, Asked asked, List<WorkerForm> forms)
      throws SQLException {
    return go(connection, asked, forms, Aim.EITHER);
  }

  /** Makes the day the worker's last one; empty when there is no such worker. */
  public Optional<Outcome> dismiss(Connection connection, Asked asked, String cpf, LocalDate on)
      throws SQLException {
    Audit.lock(connection, asked.employerId());
    var card = WorkerCards.find(connection, asked.employerId(), List.of(cpf)).get(cpf);
    if (card == null) {
      return Optional.empty();
    }
    if (on.isBefore(card.admittedOn())) {
      return Optional.of(
          new Outcome.Refused(
              Fault.wrong(
                  "on",
                  "the dismissal is before the admission",
                  "Give a day from the admission on, or correct the admission first.")));
    }
    if (on.equals(card.dismissedOn())) {
      return Optional.of(new Outcome.Unchanged(card));
    }
    var after =
        new WorkerCard(
            card.cpf(),
            card.name(),
            card.registration(),
            card.badge(),
            card.pis(),
            card.job(),
            card.admittedOn(),
            on,
            card.tenure());
    if (!asked.dryRun()) {
      WorkerRows.change(connection, asked.employerId(), List.of(after));
      WorkerRows.end(connection, asked.employerId(), cpf, on);
      audit(
          connection,
          asked,
          List.of(entry(asked, "dismiss-worker", after, Details.of(card, after))));
      registrar.record(connection, List.of(deed(places(connection, asked), REMOVED, after)));
    }
    return Optional.of(new Outcome.Changed(card, after));
  }

  /** Has the worker work elsewhere from a day on; empty when there is no such worker. */
  public Optional<Outcome> assign(
      Connection connection, Asked asked, String cpf, Establishment to, LocalDate from)
      throws SQLException {
    Audit.lock(connection, asked.employerId());
    var card = WorkerCards.find(connection, asked.employerId(), List.of(cpf)).get(cpf);
    if (card == null) {
      return Optional.empty();
    }
    var tenure = card.tenure();
    var fault = unassignable(card, from);
    if (fault.isPresent()) {
      return Optional.of(new Outcome.Refused(fault.get()));
    }
    if (tenure.establishmentId() == to.establishmentId()) {
      return Optional.of(new Outcome.Unchanged(card));
    }
    var after =
        new WorkerCard(
            card.cpf(),
            card.name(),
            card.registration(),
            card.badge(),
            card.pis(),
            card.job(),
            card.admittedOn(),
            null,
            new Tenure(to.establishmentId(), from, tenure.namedFrom(), tenure.leftOn()));
    if (!asked.dryRun()) {
      if (from.equals(tenure.from())) {
        WorkerRows.relocate(connection, asked.employerId(), after);
      } else {
        WorkerRows.end(connection, asked.employerId(), cpf, from.minusDays(1));
        WorkerRows.assign(connection, asked.employerId(), List.of(after));
      }
      var places = places(connection, asked);
      audit(
          connection,
          asked,
          List.of(entry(asked, "assign-worker", after, Details.of(card, after))));
      registrar.record(
          connection, List.of(deed(places, REMOVED, card), deed(places, INCLUDED, after)));
    }
    return Optional.of(new Outcome.Changed(card, after));
  }

  private static Optional<Fault> unassignable(WorkerCard card, LocalDate from) {
    if (card.dismissedOn() != null) {
      return Optional.of(
          Fault.clash(
              "from",
              "the worker is dismissed",
              "Admit the worker again with POST /v1/workers and the establishment."));
    }
    return from.isBefore(card.tenure().from())
        ? Optional.of(
            Fault.wrong(
                "from",
                "before the newest assignment began",
                "Give that day or a later one: what was before stands."))
        : Optional.empty();
  }

  private List<Outcome> go(Connection connection, Asked asked, List<WorkerForm> forms, Aim aim)
      throws SQLException {
    Audit.lock(connection, asked.employerId());
    var places = Establishments.all(connection, asked.employerId());
    var ground =
        new Ground(
            WorkerCards.find(
                connection, asked.employerId(), forms.stream().map(WorkerForm::cpf).toList()),
            WorkerCards.holders(
                connection,
                asked.employerId(),
                WorkerForm.said(forms, WorkerForm::registration),
                WorkerForm.said(forms, WorkerForm::badge),
                WorkerForm.said(forms, WorkerForm::pis)),
            places,
            clock.instant());
    var judgement = new Judgement(ground, aim);
    var outcomes = forms.stream().map(judgement::of).toList();
    if (!asked.dryRun() && outcomes.stream().noneMatch(Outcome.Refused.class::isInstance)) {
      write(connection, asked, outcomes);
    }
    return outcomes;
  }

  private void write(Connection connection, Asked asked, List<Outcome> outcomes)
      throws SQLException {
    var added = new ArrayList<WorkerCard>();
    var back = new ArrayList<WorkerCard>();
    var changed = new ArrayList<WorkerCard>();
    var renamed = new ArrayList<WorkerCard>();
    var corrected = new ArrayList<Correction>();
    var entries = new ArrayList<Entry>();
    var deeds = new ArrayList<Deed>();
    var places = places(connection, asked);
    for (var outcome : outcomes) {
      switch (outcome) {
        case Outcome.Taken(var after, var again) -> {
          (again ? back : added).add(after);
          var action = again ? "readmit-worker" : "admit-worker";
          entries.add(entry(asked, action, after, Details.of(after)));
          deeds.add(deed(places, INCLUDED, after));
        }
        case Outcome.Changed(var before, var after) -> {
          changed.add(after);
          if (after.isCalledOtherwiseThan(before)) {
            renamed.add(after);
          }
          if (!after.admittedOn().equals(before.admittedOn())) {
            corrected.add(new Correction(after.cpf(), before.admittedOn(), after.admittedOn()));
          }
          entries.add(entry(asked, "change-worker", after, Details.of(before, after)));
          deeds.add(deed(places, CHANGED, after));
        }
        case Outcome.Unchanged _, Outcome.Refused _ -> {
          // Nothing to write.
        }
      }
    }
    var employer = asked.employerId();
    WorkerRows.add(connection, employer, clock.instant(), added);
    WorkerRows.change(connection, employer, back);
    WorkerRows.assign(connection, employer, back);
    WorkerRows.name(connection, employer, back);
    WorkerRows.change(connection, employer, changed);
    WorkerRows.correct(connection, employer, corrected);
    WorkerRows.name(connection, employer, renamed);
    audit(connection, asked, entries);
    if (!deeds.isEmpty()) {
      registrar.record(connection, deeds);
    }
  }

  private static void audit(Connection connection, Asked asked, List<Entry> entries)
      throws SQLException {
    Audit.append(connection, asked.employerId(), entries);
  }

  private Entry entry(Asked asked, String action, WorkerCard card, String detail) {
    return Entry.by(asked.by(), clock.instant(), action, "worker " + card.cpf(), detail);
  }

  private static Deed deed(List<Place> places, WorkerLine.Operation operation, WorkerCard card) {
    var place =
        places.stream()
            .filter(one -> one.establishmentId() == card.tenure().establishmentId())
            .findFirst()
            .orElseThrow();
    return new Deed(place, operation, card.cpf(), card.name());
  }

  private static List<Place> places(Connection connection, Asked asked) throws SQLException {
    var responsible =
        Objects.requireNonNull(
            Establishments.employer(connection, asked.employerId()).responsibleCpf());
    return Establishments.all(connection, asked.employerId()).stream()
        .map(place ->
            new Place(asked.employerId(), place.establishmentId(), place.zone(), responsible))
        .toList();
  }
}
