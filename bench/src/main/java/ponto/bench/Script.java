package ponto.bench;

import java.io.IOException;
import java.util.Optional;

/** What the workers of a load do, turn by turn; called on the load's one thread only. */
interface Script {
  /** The worker's next turn; empty when it has nothing more to do. */
  Optional<Turn> next(int worker);

  /**
   * The worker's turn was answered.
   *
   * @param nanos from the moment before the request's first byte was written until the answer's
   *     last byte was read
   */
  void answered(int worker, Answer answer, long nanos);

  /**
   * The connection broke or was refused before the answer was whole: whether the server has the
   * request is unknown. The worker is asked for its next turn on a new connection.
   *
   * @throws IOException to end the load
   */
  void broke(int worker, IOException reason) throws IOException;
}
