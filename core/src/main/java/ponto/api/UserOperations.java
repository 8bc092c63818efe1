package ponto.api;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Login;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.roster.NewAccounts;
import ponto.roster.NewAccounts.NewAccount;
import ponto.roster.Users;
import ponto.roster.Users.User;
import ponto.roster.WorkerCards;
import ponto.staff.Details;
import ponto.staff.Rules;

/** Who may sign in, as what, and whose people are whose; for the admin. */
public final class UserOperations {
  private static final Set<String> NEW = Set.of("login", "role", "name", "worker");
  private static final Set<String> CHANGE =
      Set.of("role", "name", "worker", "disabled", "newPassword");

  /** No @, which parts a login from an employer, and nothing that a path would have to escape. */
  private static final Pattern LOGIN = Pattern.compile("[a-z0-9._+-]{1,64}");

  /** A manager of more than this is better an hr. */
  private static final int PEOPLE_MAX = 5_000;

  private final Connections readers;
  private final Connections roster;
  private final FirstPasswords passwords;
  private final InstantSource clock;
  private final Receipts subjects;

  public UserOperations(
      Connections readers, Connections roster, FirstPasswords passwords, InstantSource clock) {
    this.readers = readers;
    this.roster = roster;
    this.passwords = passwords;
    this.clock = clock;
    this.subjects = new Receipts(clock);
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of(
        "listUsers", this::list,
        "createUser", this::create,
        "putUser", this::put,
        "putPeople", this::people);
  }

  private Response list(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.MANAGE_USERS);
    var limit = Page.limit(request);
    var after = request.param("cursor").map(Page::position).orElse("");
    var found =
        Staffing.speaking(
            by, readers, connection -> Users.page(connection, by.employerId(), after, limit + 1));
    var more = found.size() > limit;
    var items = more ? found.subList(0, limit) : found;
    return Page.response(
        items, more ? Page.cursor(items.getLast().login()) : null, UserOperations::write);
  }

  private Response create(Request request) throws SQLException, InterruptedException {
    var by = Staffing.allowed(request, Action.MANAGE_USERS);
    var body = Body.of(request.body(), NEW);
    var login = new Login(body.text("login", 64)).name();
    if (!LOGIN.matcher(login).matches()) {
      throw Problem.wrong(
          "/login",
          "holds something else than letters without accents, digits and . _ + -",
          "Take it away.");
    }
    var role = role(body);
    var name = name(body);
    var worker = body.textOrEmpty("worker", 11);
    var password = passwords.next();
    var user =
        new User(subjects.next(), login, role, name, worker.isEmpty() ? null : worker, false, 0);
    Staffing.speaking(
        by,
        roster,
        connection -> {
          Audit.lock(connection, by.employerId());
          if (Users.find(connection, by.employerId(), login).isPresent()) {
            throw Problem.clash(
                "/login", "the employer has this login already", "Choose another one.");
          }
          requireWorker(connection, by, user);
          var account =
              new NewAccount(
                  user.subject(), new Login(login), role, name, user.workerCpf(), password.hash());
          NewAccounts.enter(connection, by.employerId(), List.of(account), clock.instant());
          told(connection, by, "create-user", login, Details.of(fields(user)));
          return user;
        });
    return answer(201, user, password);
  }

  private Response put(Request request) throws SQLException, InterruptedException {
    var by = Staffing.allowed(request, Action.MANAGE_USERS);
    var body = Body.of(request.body(), CHANGE);
    var login = login(request);
    var password = body.flagOrFalse("newPassword") ? passwords.next() : null;
    var user =
        Staffing.speaking(
            by,
            roster,
            connection -> {
              Audit.lock(connection, by.employerId());
              var before = find(connection, by, login);
              var after = asked(before, body);
              requireWorker(connection, by, after);
              requireAnAdmin(connection, by, before, after);
              if (after.equals(before) && password == null) {
                return after;
              }
              var hash = password == null ? null : password.hash();
              Users.change(connection, by.employerId(), after, hash, clock.instant());
              if (before.role() == Role.MANAGER && after.role() != Role.MANAGER) {
                Users.forgetPeople(connection, by.employerId(), after.subject());
              }
              if (password != null || after.disabled()) {
                Users.endSessions(connection, by.employerId(), after.subject(), clock.instant());
              }
              told(
                  connection,
                  by,
                  password == null ? "change-user" : "give-new-password",
                  login,
                  Details.of(fields(before), fields(after)));
              return find(connection, by, login);
            });
    return answer(200, user, password);
  }

  private static User asked(User before, Body body) {
    var worker = body.says("worker") ? body.textOrEmpty("worker", 11) : before.workerCpf();
    return new User(
        before.subject(),
        before.login(),
        body.says("role") ? role(body) : before.role(),
        body.says("name") ? name(body) : before.name(),
        worker == null || worker.isEmpty() ? null : worker,
        body.says("disabled") ? body.flag("disabled") : before.disabled(),
        before.people());
  }

  private Response people(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.MANAGE_USERS);
    var body = Body.ofLong(request.body(), Set.of("workers"));
    var cpfs = new LinkedHashSet<>(body.texts("workers", PEOPLE_MAX, 11));
    var login = login(request);
    var user =
        Staffing.speaking(
            by,
            roster,
            connection -> {
              Audit.lock(connection, by.employerId());
              var before = find(connection, by, login);
              if (before.role() != Role.MANAGER && !cpfs.isEmpty()) {
                throw Problem.clash(
                    "/workers",
                    "only a manager has people",
                    "Make the user a manager first, with PUT /v1/users/{login}.");
              }
              var known = WorkerCards.find(connection, by.employerId(), cpfs);
              var place = 0;
              for (var cpf : cpfs) {
                if (!known.containsKey(cpf)) {
                  throw Problem.wrong(
                      "/workers/" + place,
                      "the employer has no worker with this CPF",
                      "Enter the worker first, or take it out of the list.");
                }
                place++;
              }
              Users.forgetPeople(connection, by.employerId(), before.subject());
              NewAccounts.supervise(connection, by.employerId(), before.subject(), cpfs);
              var detail = Json.object(json -> json.texts("workers", List.copyOf(cpfs)));
              told(connection, by, "change-people", login, detail);
              return find(connection, by, login);
            });
    return answer(200, user, null);
  }

  private static User find(Connection connection, Principal by, String login) throws SQLException {
    return Users.find(connection, by.employerId(), login)
        .orElseThrow(() -> Problem.unknown("the employer has no user of this login"));
  }

  private static void requireWorker(Connection connection, Principal by, User user)
      throws SQLException {
    var cpf = user.workerCpf();
    if (cpf == null) {
      if (user.role() == Role.WORKER) {
        throw Problem.wrong(
            "/worker", "missing", "A user of the role worker needs the CPF of the worker it is.");
      }
      return;
    }
    if (!WorkerCards.find(connection, by.employerId(), List.of(cpf)).containsKey(cpf)) {
      throw Problem.wrong(
          "/worker", "the employer has no worker with this CPF", "Enter the worker first.");
    }
  }

  /** An employer whose last admin locks itself out would need its database's owner. */
  private static void requireAnAdmin(Connection connection, Principal by, User before, User after)
      throws SQLException {
    var leaves =
        before.role() == Role.ADMIN
            && !before.disabled()
            && (after.role() != Role.ADMIN || after.disabled());
    if (leaves && !Users.hasAnotherAdmin(connection, by.employerId(), before.subject())) {
      throw Problem.clash(
          after.disabled() ? "/disabled" : "/role",
          "nobody else could manage users then",
          "Make another user an admin first.");
    }
  }

  private void told(Connection connection, Principal by, String action, String login, String detail)
      throws SQLException {
    Audit.append(connection, Entry.by(by, clock.instant(), action, "user " + login, detail));
  }

  private static Role role(Body body) {
    return Role.of(body.text("role", 20))
        .orElseThrow(() ->
            Problem.wrong(
                "/role", "no such role", "worker, collector, manager, hr, auditor or admin."));
  }

  private static String name(Body body) {
    var name = body.text("name", Rules.NAME_MAX).strip();
    Staffing.require(Rules.printable("name", name, Rules.NAME_MAX));
    return name;
  }

  private static String login(Request request) {
    return new Login(request.path().getOrDefault("login", "")).name();
  }

  private static Map<String, @Nullable String> fields(User user) {
    var fields = new LinkedHashMap<String, @Nullable String>();
    fields.put("role", user.role().wire());
    fields.put("name", user.name());
    fields.put("worker", user.workerCpf());
    fields.put("disabled", Boolean.toString(user.disabled()));
    return fields;
  }

  private static Response answer(
      int status, User user, FirstPasswords.@Nullable Password password) {
    return Response.json(
        status,
        Json.object(json -> {
          write(json, user);
          if (password != null) {
            json.text("password", password.text());
          }
        }));
  }

  private static void write(Json json, User user) {
    json.text("login", user.login())
        .text("role", user.role().wire())
        .text("name", user.name())
        .text("worker", user.workerCpf())
        .flag("disabled", user.disabled())
        .number("people", user.people());
  }
}
