package ponto.report;

import org.jspecify.annotations.Nullable;

/**
 * Whose punches a report is about; beneath it row-level security keeps to the employer.
 *
 * @param manager the subject whose people alone are shown, whatever else is asked; null for
 *     everybody
 * @param establishment only punches of this establishment (CNPJ or CPF)
 * @param team only the people of the manager with this login
 * @param worker only this CPF
 */
public record Asked(
    long employerId,
    @Nullable String manager,
    @Nullable String establishment,
    @Nullable String team,
    @Nullable String worker) {
  /** The condition on {@code punch p}: its establishments first, which the index is led by. */
  void where(Query query) {
    query.add(
        """
        WHERE p.employer_id = ? AND p.establishment_id = ANY (ARRAY(
          SELECT e.establishment_id FROM establishment e WHERE e.employer_id = ?\
        """,
        employerId,
        employerId);
    if (establishment != null) {
      query.add("AND e.document = ?", establishment);
    }
    query.add("))");
    people(query);
  }

  /** The condition on who punched, without the establishment. */
  void people(Query query) {
    if (worker != null) {
      query.add(
          "AND p.worker_id = (SELECT w.worker_id FROM worker w WHERE w.employer_id = ? AND w.cpf = ?)",
          employerId,
          worker);
    }
    if (team != null) {
      query.add(
          """
          AND p.worker_id IN (SELECT v.worker_id FROM supervision v JOIN account a ON a.subject = v.manager
                              WHERE a.employer_id = ? AND a.login = ?)\
          """,
          employerId,
          team);
    }
    if (manager != null) {
      query.add(
          """
          AND (p.worker_id IN (SELECT v.worker_id FROM supervision v WHERE v.manager = ?::uuid)
               OR p.worker_id IN (SELECT a.worker_id FROM account a WHERE a.subject = ?::uuid))\
          """,
          manager,
          manager);
    }
  }

  /** The same, whatever the establishment: a run of punches may lead from one to another. */
  Asked everywhere() {
    return new Asked(employerId, manager, null, team, worker);
  }
}
