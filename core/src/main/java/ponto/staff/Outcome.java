package ponto.staff;

import ponto.roster.WorkerCard;

/** What becomes of one form. */
public sealed interface Outcome {
  /** A worker who was not there, or comes back. */
  record Taken(WorkerCard after, boolean back) implements Outcome {}

  /** Something is other than it was. */
  record Changed(WorkerCard before, WorkerCard after) implements Outcome {}

  /** All that was said is so already. */
  record Unchanged(WorkerCard card) implements Outcome {}

  /** It cannot be as it was said. */
  record Refused(Fault fault) implements Outcome {}
}
