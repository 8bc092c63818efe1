package ponto.api;

import java.sql.SQLException;
import java.util.Map;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Tenant;
import ponto.roster.WorkerList;

/** Who works here. */
public final class RosterOperations {
  private final Connections connections;

  public RosterOperations(Connections connections) {
    this.connections = connections;
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of("listWorkers", this::list);
  }

  private Response list(Request request) throws SQLException {
    var viewer = request.caller();
    var scope = Access.scope(viewer, Action.LIST_WORKERS);
    if (!scope.allows()) {
      throw Problem.forbidden("the role " + viewer.role().wire() + " may not list workers");
    }
    var limit = Page.limit(request);
    var after = request.param("cursor").map(Page::position);
    var found =
        Tenant.speakingFor(
            viewer.employerId(),
            connections,
            connection -> WorkerList.page(connection, viewer, scope, after, limit + 1));
    var more = found.size() > limit;
    var items = more ? found.subList(0, limit) : found;
    return Page.response(
        items, more ? Page.cursor(items.getLast().cpf()) : null, RosterOperations::write);
  }

  private static void write(Json json, WorkerList.Line line) {
    json.text("cpf", line.cpf()).text("name", line.name());
    if (line.badge() != null) {
      json.text("badge", line.badge());
    }
    if (line.registration() != null) {
      json.text("registration", line.registration());
    }
  }
}
