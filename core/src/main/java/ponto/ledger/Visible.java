package ponto.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import ponto.access.Principal;
import ponto.access.Scope;

/**
 * Which of its employer's punches an account may see, as a condition of SQL; row-level security
 * stands beneath.
 */
enum Visible {
  OWN("p.cpf = ?", "s.worker_cpf = ?"),
  // A punch that hr bound came in a letter of its own; who sent it first is with what was set
  // aside.
  SENT(
      """
      ?::text IN (SELECT l.subject FROM letter l WHERE l.receipt = p.receipt
                  UNION ALL
                  SELECT a.subject FROM set_aside a WHERE a.employer_id = p.employer_id AND a.punch_id = p.id)\
      """,
      "s.subject = ?"),
  PEOPLE(
      """
      (p.worker_id IN (SELECT v.worker_id FROM supervision v WHERE v.manager = ?::uuid)
       OR p.worker_id IN (SELECT a.worker_id FROM account a WHERE a.subject = ?::uuid))\
      """,
      """
      (s.worker_cpf IN (SELECT w.cpf FROM supervision v JOIN worker w USING (worker_id) WHERE v.manager = ?::uuid)
       OR s.subject = ?)\
      """),
  ALL("true", "true");

  private final String punches;
  private final String setAsides;

  Visible(String punches, String setAsides) {
    this.punches = punches;
    this.setAsides = setAsides;
  }

  static Visible to(Scope scope) {
    return switch (scope) {
      case SELF -> OWN;
      case SENT -> SENT;
      case PEOPLE -> PEOPLE;
      case EMPLOYER -> ALL;
      case NONE, NAMES -> throw new IllegalArgumentException("no punches are visible to " + scope);
    };
  }

  /** The condition on {@code punch p}. */
  String punches() {
    return punches;
  }

  /** The condition on {@code set_aside s}. */
  String setAsides() {
    return setAsides;
  }

  /** Sets the condition's parameters from this place on; answers the next place. */
  int set(PreparedStatement query, int place, Principal viewer) throws SQLException {
    var next = place;
    switch (this) {
      case OWN -> query.setString(next++, String.valueOf(viewer.workerCpf()));
      case SENT -> query.setString(next++, viewer.subject());
      case PEOPLE -> {
        query.setString(next++, viewer.subject());
        query.setString(next++, viewer.subject());
      }
      case ALL -> {}
    }
    return next;
  }
}
