package ponto.issuer;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ponto.api.Body;
import ponto.api.Json;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.api.Request;
import ponto.api.Response;
import ponto.api.SettingsOperations;

/** The operations of the contract about sessions. */
public final class SessionOperations {
  private static final String LOGIN = "login";
  private static final String PASSWORD = "password";
  private static final String REFRESH_TOKEN = "refreshToken";

  /** The lengths of the contract. */
  private static final int LOGIN_MAX = 64;

  private static final int PASSWORD_MAX = 128;
  private static final int REFRESH_TOKEN_MAX = 512;

  private final LocalIssuer issuer;

  public SessionOperations(LocalIssuer issuer) {
    this.issuer = issuer;
  }

  /** operationId to function. */
  public Map<String, Operation> table() {
    return Map.of(
        "createSession", this::create,
        "refreshSession", this::refresh,
        "endSession", this::end,
        "getMe", this::me);
  }

  private Response create(Request request) throws SQLException, InterruptedException {
    var body = Body.of(request.body(), Set.of(LOGIN, PASSWORD));
    var login = body.text(LOGIN, LOGIN_MAX);
    var password = body.text(PASSWORD, PASSWORD_MAX);
    return session(issuer.signIn(login, password, request.source()));
  }

  private Response refresh(Request request) throws SQLException {
    var body = Body.of(request.body(), Set.of(REFRESH_TOKEN));
    return session(issuer.refresh(body.text(REFRESH_TOKEN, REFRESH_TOKEN_MAX)));
  }

  private Response end(Request request) throws SQLException {
    var token =
        request.body().isEmpty()
            ? Optional.<String>empty()
            : Body.of(request.body(), Set.of(REFRESH_TOKEN))
                .optionalText(REFRESH_TOKEN, REFRESH_TOKEN_MAX);
    issuer.end(request.caller(), token);
    return Response.empty();
  }

  private Response me(Request request) throws SQLException {
    var caller = request.caller();
    var me = issuer.me(caller).orElseThrow(() -> Problem.unknown("no account of this subject"));
    return Response.json(
        Json.object(json -> {
          json.text("subject", caller.subject())
              .text("role", caller.role().wire())
              .text("name", me.name())
              .text(LOGIN, me.login())
              .flag("handInOnly", caller.handInOnly())
              .object(
                  "employer",
                  employer ->
                      employer
                          .text("document", me.employerDocument())
                          .text("name", me.employerName()));
          SettingsOperations.write(json, me.place());
          if (caller.workerCpf() != null) {
            json.text("worker", caller.workerCpf());
          }
        }));
  }

  private static Response session(SignedIn signedIn) {
    var body =
        Json.object(json ->
            json.text("accessToken", signedIn.accessToken())
                .number("expiresIn", signedIn.expiresIn())
                .text(REFRESH_TOKEN, signedIn.refreshToken())
                .text("role", signedIn.role().wire())
                .text("name", signedIn.name()));
    // RFC 6749, 5.1: no cache on the way may keep tokens.
    return new Response(200, Map.of("Cache-Control", "no-store"), "application/json", body);
  }
}
