package ponto.api;

import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Tenant;
import ponto.audit.Audit;

/** Who did what, for those who look after it. */
public final class AuditOperations {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final Connections connections;

  public AuditOperations(Connections connections) {
    this.connections = connections;
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of("listAudit", this::list);
  }

  private Response list(Request request) throws SQLException {
    var viewer = request.caller();
    if (!Access.scope(viewer, Action.READ_AUDIT).allows()) {
      throw Problem.forbidden("the role " + viewer.role().wire() + " may not read the audit log");
    }
    var limit = Page.limit(request);
    var below = request.param("cursor").map(AuditOperations::number).orElse(Long.MAX_VALUE);
    var about = request.param("about");
    if (about.isPresent() && !about.get().codePoints().allMatch(Printable::is)) {
      throw Problem.malformed("about", "holds a character that cannot be seen");
    }
    var found =
        Tenant.speakingFor(
            viewer.employerId(),
            connections,
            connection -> Audit.page(connection, viewer.employerId(), below, about, limit + 1));
    var more = found.size() > limit;
    var items = more ? found.subList(0, limit) : found;
    var next = more ? Page.cursor(Long.toString(items.getLast().number())) : null;
    return Page.response(items, next, AuditOperations::write);
  }

  private static long number(String cursor) {
    var position = Page.position(cursor);
    if (!NUMBER.matcher(position).matches()) {
      throw Problem.malformed("cursor", "not a cursor of this list");
    }
    return Long.parseLong(position);
  }

  private static void write(Json json, Audit.Line line) {
    var entry = line.entry();
    json.number("number", line.number())
        .text("at", entry.at().toString())
        .text("subject", entry.subject())
        .text("login", line.login())
        .text("role", entry.role())
        .text("action", entry.action())
        .text("about", entry.about())
        .text("detail", entry.detail())
        .text("hash", line.hash());
  }
}
