package ponto.verify;

/** Is told what comes out of a reading, at once and in order: nothing is kept in memory. */
public interface Report {
  /** A file or an establishment's ledger begins. */
  void begin(String subject);

  /** Something is wrong with it. */
  void found(Finding finding);

  /** It was read to its end. */
  void end(Verdict verdict);
}
