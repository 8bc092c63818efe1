package ponto.afd;

/**
 * One NSR-bearing record of the Arquivo Fonte de Dados, layout 004, as a REP-P writes it. The line
 * is printed once, when the fact is recorded, and kept as it is for ever.
 */
public sealed interface AfdLine
    permits EmployerLine, AdjustmentLine, WorkerLine, EventLine, PunchLine {
  /** Numero Sequencial de Registro: 1, 2, 3 … within an establishment. */
  long nsr();

  /** The record's type: 2 employer, 4 clock, 5 worker, 6 event, 7 punch. */
  int type();

  /** The line as the law prints it, without CR LF; every character is one byte in ISO-8859-1. */
  String text();
}
