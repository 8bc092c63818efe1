package ponto.access;

/** On whose behalf, or on whose rows, a role may do something. */
public enum Scope {
  /** Not at all. */
  NONE,
  /** The worker that the account is. */
  SELF,
  /** The punches that the account itself handed in. */
  SENT,
  /** The workers that the account supervises, and the worker that it is. */
  PEOPLE,
  /** Everybody of the employer, but of each only CPF, name and badge. */
  NAMES,
  /** Everybody and everything of the employer. */
  EMPLOYER;

  /** Whether it may be done at all. */
  public boolean allows() {
    return this != NONE;
  }
}
