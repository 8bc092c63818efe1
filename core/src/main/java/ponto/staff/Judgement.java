package ponto.staff;

import static ponto.staff.Fault.clash;
import static ponto.staff.Fault.wrong;

import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ponto.roster.Establishment;
import ponto.roster.WorkerCard;
import ponto.roster.WorkerCard.Tenure;

/** Says what becomes of a form; looks at nothing but what it is given. */
final class Judgement {
  /** What may happen: a body says which, a line of a file may mean either. */
  enum Aim {
    ADD,
    CHANGE,
    EITHER
  }

  private final Ground ground;
  private final Aim aim;

  Judgement(Ground ground, Aim aim) {
    this.ground = ground;
    this.aim = aim;
  }

  /** Ends the judging of one form. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Fault fault;

    Refusal(Fault fault) {
      super(fault.problem(), null, false, false);
      this.fault = fault;
    }
  }

  Outcome of(WorkerForm form) {
    try {
      if (!ground.isFirst(form.cpf())) {
        throw new Refusal(
            clash("cpf", "this worker stands here before", "Keep one line for each worker."));
      }
      var card = ground.card(form.cpf());
      if (card == null) {
        return added(form);
      }
      return card.dismissedOn() == null || !comesBack(form, card.dismissedOn())
          ? known(form, card)
          : back(form, card);
    } catch (Refusal refusal) {
      return new Outcome.Refused(refusal.fault);
    }
  }

  private static boolean comesBack(WorkerForm form, LocalDate dismissedOn) {
    return form.admission() != null && form.admission().isAfter(dismissedOn);
  }

  private Outcome added(WorkerForm form) {
    var admission = required("admission", form.admission());
    var name = required("name", emptyToNull(form.name()));
    var place = place(form);
    var tenure = new Tenure(place.establishmentId(), admission, admission, null);
    var card =
        new WorkerCard(
            form.cpf(),
            name,
            emptyToNull(form.registration()),
            emptyToNull(form.badge()),
            emptyToNull(form.pis()),
            form.job() == null ? "" : form.job(),
            admission,
            null,
            tenure);
    return new Outcome.Taken(claimed(card), false);
  }

  private Outcome back(WorkerForm form, WorkerCard card) {
    if (aim == Aim.CHANGE) {
      throw new Refusal(
          clash(
              "admission",
              "the worker was dismissed before that day",
              "Admit the worker again with POST /v1/workers."));
    }
    var admission = required("admission", form.admission());
    var place = place(form);
    var tenure = new Tenure(place.establishmentId(), admission, admission, card.dismissedOn());
    return new Outcome.Taken(claimed(said(form, card, admission, null, tenure)), true);
  }

  private Outcome known(WorkerForm form, WorkerCard card) {
    if (aim == Aim.ADD) {
      throw new Refusal(
          clash(
              "cpf",
              "the employer has this worker already",
              "Change it with PUT /v1/workers/{cpf}; who was dismissed comes back with an admission after the last day."));
    }
    var said = said(form, card, admission(form, card), card.dismissedOn(), card.tenure());
    requireSamePlace(form, card);
    if (said.saysTheSameAs(card)) {
      return new Outcome.Unchanged(card);
    }
    if (card.dismissedOn() != null && aim == Aim.EITHER) {
      throw new Refusal(
          clash(
              "cpf",
              "the worker was dismissed, and the line says something else than what is kept",
              "Leave the line out; or, to admit the worker again, give an admission after the last day."));
    }
    return new Outcome.Changed(card, claimed(dated(form, card, said)));
  }

  /** An admission may be corrected as long as nothing else is dated after it. */
  private LocalDate admission(WorkerForm form, WorkerCard card) {
    var admission = form.admission();
    if (admission == null || admission.equals(card.admittedOn())) {
      return card.admittedOn();
    }
    var tenure = card.tenure();
    if (!tenure.from().equals(card.admittedOn()) || !tenure.namedFrom().equals(card.admittedOn())) {
      throw new Refusal(
          clash(
              "admission",
              "later assignments or names are dated from the day that is kept",
              "Keep the admission as it is."));
    }
    var leftOn = tenure.leftOn();
    var dismissedOn = card.dismissedOn();
    if ((leftOn != null && !admission.isAfter(leftOn))
        || (dismissedOn != null && admission.isAfter(dismissedOn))) {
      throw new Refusal(
          clash(
              "admission",
              "not after the last day of the time before, or after the dismissal",
              "Compare it with the contract."));
    }
    return admission;
  }

  private void requireSamePlace(WorkerForm form, WorkerCard card) {
    if (form.establishment() != null
        && place(form).establishmentId() != card.tenure().establishmentId()) {
      throw new Refusal(
          clash(
              "establishment",
              "the worker is assigned to another one",
              "Say since when with POST /v1/workers/{cpf}/assign; then the line fits."));
    }
  }

  private WorkerCard said(
      WorkerForm form,
      WorkerCard card,
      LocalDate admission,
      @Nullable LocalDate dismissal,
      Tenure tenure) {
    if (form.name() != null && form.name().isEmpty()) {
      throw new Refusal(wrong("name", "empty", "Write the worker's name."));
    }
    return new WorkerCard(
        card.cpf(),
        form.name() == null ? card.name() : form.name(),
        form.registration() == null ? card.registration() : emptyToNull(form.registration()),
        form.badge() == null ? card.badge() : emptyToNull(form.badge()),
        form.pis() == null ? card.pis() : emptyToNull(form.pis()),
        form.job() == null ? card.job() : form.job(),
        admission,
        dismissal,
        tenure);
  }

  /** With the day since which name and job are so, where they are others now. */
  private WorkerCard dated(WorkerForm form, WorkerCard before, WorkerCard after) {
    var tenure = before.tenure();
    var moved = !after.admittedOn().equals(before.admittedOn());
    var since = moved ? after.admittedOn() : tenure.namedFrom();
    if (after.isCalledOtherwiseThan(before)) {
      var today = ground.today(ground.establishment(tenure.establishmentId()));
      var latest = since.isAfter(today) ? since : today;
      var from = form.from() == null ? latest : form.from();
      if (from.isBefore(since) || from.isAfter(latest)) {
        throw new Refusal(
            wrong(
                "from",
                "before the name and job that are kept began, or after today",
                "Leave it out for today, or give a day between."));
      }
      since = from;
    }
    return with(
        after,
        new Tenure(
            tenure.establishmentId(),
            moved ? after.admittedOn() : tenure.from(),
            since,
            tenure.leftOn()));
  }

  private static WorkerCard with(WorkerCard card, Tenure tenure) {
    return new WorkerCard(
        card.cpf(),
        card.name(),
        card.registration(),
        card.badge(),
        card.pis(),
        card.job(),
        card.admittedOn(),
        card.dismissedOn(),
        tenure);
  }

  private Establishment place(WorkerForm form) {
    var document = form.establishment();
    if (document == null) {
      return ground
          .onlyEstablishment()
          .orElseThrow(() ->
              new Refusal(
                  wrong(
                      "establishment",
                      "missing, while the employer has several",
                      "Give the CNPJ or CPF of one of them.")));
    }
    return ground
        .establishment(document)
        .orElseThrow(() ->
            new Refusal(
                wrong(
                    "establishment",
                    "the employer has no establishment of this CNPJ or CPF",
                    "Enter it first with POST /v1/establishments, or compare the number.")));
  }

  private WorkerCard claimed(WorkerCard card) {
    ground
        .claim(card)
        .ifPresent(fault -> {
          throw new Refusal(fault);
        });
    return card;
  }

  private static <T> T required(String field, @Nullable T value) {
    return Optional.ofNullable(value)
        .orElseThrow(
            () -> new Refusal(wrong(field, "missing", "Add it: nobody can be entered without.")));
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
