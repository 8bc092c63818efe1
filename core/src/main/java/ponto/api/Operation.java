package ponto.api;

import java.sql.SQLException;

/** One operation of the contract: what a request with this operationId is answered. */
@FunctionalInterface
public interface Operation {
  /**
   * Answers the request.
   *
   * @throws SQLException when the database is away: the caller is told 503 and when to come again;
   *     or when a statement is wrong, which is a defect of ours: 500
   * @throws Problem when the request cannot be answered as asked
   */
  Response answer(Request request) throws SQLException, InterruptedException;
}
