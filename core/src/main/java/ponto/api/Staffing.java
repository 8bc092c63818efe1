package ponto.api;

import java.sql.SQLException;
import java.util.Optional;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.access.Tenant;
import ponto.staff.Fault;

/**
 * What all operations on people and places do alike: ask who may, speak for the employer, tell
 * faults.
 */
final class Staffing {
  /**
   * A change that meets another one's row; impossible while the audit log orders them, so told, not
   * hidden.
   */
  private static final String UNIQUE_VIOLATION = "23505";

  private Staffing() {}

  static Principal allowed(Request request, Action action) {
    var caller = request.caller();
    if (!Access.scope(caller, action).allows()) {
      throw Problem.forbidden("the role " + caller.role().wire() + " may not do this");
    }
    return caller;
  }

  /** Whether it is only to be shown what would happen. */
  static boolean isDryRun(Request request) {
    return switch (request.param("dryRun").orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Problem.malformed("dryRun", "neither true nor false");
    };
  }

  /** Does the work in one transaction for the caller's employer. */
  static <T> T speaking(Principal by, Connections connections, Tenant.Work<T> work)
      throws SQLException {
    try {
      return Tenant.speakingFor(by.employerId(), connections, work);
    } catch (SQLException e) {
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw Problem.contradiction(
            "roster-conflict",
            "somebody entered the same a moment ago",
            "Look at it, then repeat.");
      }
      throw e;
    }
  }

  static Problem problem(Fault fault) {
    return fault.clash()
        ? Problem.clash("/" + fault.field(), fault.problem(), fault.remedy())
        : Problem.wrong("/" + fault.field(), fault.problem(), fault.remedy());
  }

  /** Throws what a rule found. */
  static void require(Optional<Fault> fault) {
    fault.ifPresent(found -> {
      throw problem(found);
    });
  }
}
