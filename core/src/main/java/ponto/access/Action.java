package ponto.access;

import static ponto.access.Scope.EMPLOYER;
import static ponto.access.Scope.NAMES;
import static ponto.access.Scope.NONE;
import static ponto.access.Scope.PEOPLE;
import static ponto.access.Scope.SELF;
import static ponto.access.Scope.SENT;

/**
 * The matrix: what may be done, one row each, and by whom on whose rows. The columns are worker,
 * collector, manager, hr, auditor, admin.
 */
public enum Action {
  PUNCH(SELF, EMPLOYER, SELF, SELF, NONE, NONE),
  READ_PUNCHES(SELF, SENT, PEOPLE, EMPLOYER, EMPLOYER, NONE), // and their receipts
  READ_REPORTS(NONE, NONE, PEOPLE, EMPLOYER, EMPLOYER, NONE),
  LIST_WORKERS(NONE, NAMES, PEOPLE, EMPLOYER, EMPLOYER, NONE),
  READ_ROSTER(NONE, NONE, NONE, EMPLOYER, EMPLOYER, NONE),
  CHANGE_ROSTER(NONE, NONE, NONE, EMPLOYER, NONE, NONE), // by hand or by import
  READ_SET_ASIDE(NONE, NONE, NONE, EMPLOYER, EMPLOYER, NONE),
  DECIDE_SET_ASIDE(NONE, NONE, NONE, EMPLOYER, NONE, NONE),
  READ_DEAD(NONE, NONE, NONE, EMPLOYER, EMPLOYER, NONE),
  REDRIVE_DEAD(NONE, NONE, NONE, EMPLOYER, NONE, NONE),
  READ_CORRECTIONS(SELF, NONE, PEOPLE, EMPLOYER, EMPLOYER, NONE),
  ASK_CORRECTION(SELF, NONE, NONE, EMPLOYER, NONE, NONE),
  DECIDE_CORRECTION(NONE, NONE, PEOPLE, EMPLOYER, NONE, NONE),
  READ_ESPELHO(SELF, NONE, PEOPLE, EMPLOYER, EMPLOYER, NONE),
  EXPORT_FILES(NONE, NONE, NONE, EMPLOYER, EMPLOYER, NONE), // AFD, AEJ and the other exports
  ATTEST(NONE, NONE, NONE, EMPLOYER, NONE, EMPLOYER), // the Atestado Técnico; each one is audited
  IMPORT_MARKS(NONE, NONE, NONE, EMPLOYER, NONE, EMPLOYER), // of other clocks
  READ_IMPORTED_FILES(NONE, NONE, NONE, EMPLOYER, EMPLOYER, EMPLOYER),
  READ_FOREIGN_PEOPLE(NONE, NONE, NONE, EMPLOYER, EMPLOYER, NONE),
  BIND_FOREIGN_PERSON(NONE, NONE, NONE, EMPLOYER, NONE, NONE),
  MANAGE_KIOSKS(NONE, NONE, NONE, EMPLOYER, NONE, EMPLOYER),
  MANAGE_USERS(NONE, NONE, NONE, NONE, NONE, EMPLOYER),
  READ_EVIDENCE(SELF, NONE, SELF, EMPLOYER, EMPLOYER, NONE), // each look is audited
  ERASE_EVIDENCE(NONE, NONE, NONE, EMPLOYER, NONE, NONE),
  CHANGE_SETTINGS(NONE, NONE, NONE, NONE, NONE, EMPLOYER),
  READ_AUDIT(NONE, NONE, NONE, EMPLOYER, EMPLOYER, EMPLOYER);

  private final Scope worker;
  private final Scope collector;
  private final Scope manager;
  private final Scope hr;
  private final Scope auditor;
  private final Scope admin;

  Action(Scope worker, Scope collector, Scope manager, Scope hr, Scope auditor, Scope admin) {
    this.worker = worker;
    this.collector = collector;
    this.manager = manager;
    this.hr = hr;
    this.auditor = auditor;
    this.admin = admin;
  }

  Scope by(Role role) {
    return switch (role) {
      case WORKER -> worker;
      case COLLECTOR -> collector;
      case MANAGER -> manager;
      case HR -> hr;
      case AUDITOR -> auditor;
      case ADMIN -> admin;
    };
  }
}
