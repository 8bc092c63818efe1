package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;
import ponto.api.AcceptPunches;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.issuer.Bearers;
import ponto.issuer.Verified;

/**
 * Answers one HTTP request: who is it, which operation, has the body a size and an encoding that
 * may pass.
 */
final class DoorHandler extends Handler.Abstract {
  /** 100 full punches stay below it; what is larger is padding. */
  static final int BODY_BYTES_MAX = 256 * 1024;

  /** Signing in and setting up take a few short texts; nobody has shown a token there. */
  static final int OPEN_BODY_BYTES_MAX = 8 * 1024;

  /** Requests in work at once; a burst beyond it waits at the client, not in our memory. */
  static final int REQUESTS_MAX = 2_000;

  /** Of those without a token: strangers and sign-ins may not shut the door to who punches. */
  static final int OPEN_REQUESTS_MAX = 1_000;

  private static final int BUSY_RETRY_SECONDS = 1;
  private static final String PUNCH = "postPunches";
  private static final int DATABASE_RETRY_SECONDS = 2;
  private static final Logger LOG = System.getLogger(DoorHandler.class.getName());
  private static final HttpField JSON = field("Content-Type", "application/json");
  private static final HttpField NO_STORE = field("Cache-Control", "no-store");
  static final HttpField NO_SNIFF = field("X-Content-Type-Options", "nosniff");

  private final Contract contract;
  private final Map<String, Operation> operations;
  private final Bearers tokens;
  private final Pages pages;
  private final Probes probes;
  private final Cors cors;
  private final Metrics metrics;
  private final Intake intake = new Intake(Intake.Limits.USUAL);
  private final Streaming streaming = new Streaming(Streaming.TOTAL_MAX);
  private final Semaphore room = new Semaphore(REQUESTS_MAX);
  private final Semaphore openRoom = new Semaphore(OPEN_REQUESTS_MAX);

  DoorHandler(
      Contract contract,
      Map<String, Operation> operations,
      Bearers tokens,
      Pages pages,
      Probes probes,
      Cors cors,
      Metrics metrics) {
    this.contract = contract;
    this.operations = Map.copyOf(operations);
    this.tokens = tokens;
    this.pages = pages;
    this.probes = probes;
    this.cors = cors;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var started = System.nanoTime();
    var match = contract.find(method(request), path(request)).orElse(null);
    var operation = match == null ? "page" : match.route().operationId();
    cors.mark(request, response);
    if (match == null
        && !"OPTIONS".equals(request.getMethod())
        && pages.serve(request, response, callback)) {
      return true;
    }
    metrics.asked();
    var answer = answer(request, match);
    var nanos = System.nanoTime() - started;
    metrics.answered(operation, answer.status(), nanos);
    if (LOG.isLoggable(Level.DEBUG)) {
      // By its name in the contract: a path may hold a CPF.
      LOG.log(Level.DEBUG, "{0} answered {1} in {2} us", operation, answer.status(), nanos / 1_000);
    }
    if (answer.stream() != null) {
      writeHead(answer, response);
      streaming.write(answer.stream(), request, response, callback);
    } else if (answer.status() < 400) {
      write(answer, response, callback);
    } else {
      refuse(answer, request, response, callback);
    }
    return true;
  }

  private void refuse(
      ponto.api.Response answer, Request request, Response response, Callback callback) {
    writeHead(answer, response);
    try {
      Content.Sink.write(response, true, ByteBuffer.wrap(answer.body().getBytes(UTF_8)));
    } catch (IOException e) {
      callback.failed(e);
      return;
    }
    intake.drain(request);
    callback.succeeded();
  }

  private ponto.api.Response answer(Request request, Contract.@Nullable Match match) {
    var space = match != null && match.route().open() ? openRoom : room;
    if (!space.tryAcquire()) {
      return Problem.unavailable("busy", "too many requests at once", BUSY_RETRY_SECONDS)
          .response();
    }
    try {
      return match == null ? unrouted(request) : operate(request, match);
    } catch (Problem problem) {
      return problem.response();
    } catch (SQLException e) {
      return databaseTrouble(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Problem.unavailable("stopping", "the server is stopping", BUSY_RETRY_SECONDS)
          .response();
    } catch (RuntimeException e) {
      return defect(e);
    } finally {
      space.release();
    }
  }

  private ponto.api.Response operate(Request request, Contract.Match match)
      throws SQLException, InterruptedException {
    var route = match.route();
    var principal = route.open() ? null : caller(request, route);
    var operation = operations.get(route.operationId());
    if (operation == null) {
      throw new IllegalStateException("no function for the operation " + route.operationId());
    }
    try (var body = body(request, route)) {
      return operation.answer(
          new ponto.api.Request(
              principal,
              match.parameters(),
              query(request),
              headers(request),
              Request.getRemoteAddr(request),
              body.text()));
    }
  }

  private ponto.api.Response unrouted(Request request) {
    var probe = probes.answer(request);
    if (probe.isPresent()) {
      return probe.get();
    }
    var methods = contract.methods(path(request));
    if (methods.isEmpty()) {
      throw Problem.unknown("there is nothing at this path");
    }
    if ("OPTIONS".equals(request.getMethod())) {
      return cors.preflight(request, methods);
    }
    var problem =
        Problem.of(
            405,
            "method-not-allowed",
            "Not this way",
            "the path knows " + String.join(", ", methods),
            "Use one of them.");
    var response = problem.response();
    return new ponto.api.Response(
        405, Map.of("Allow", String.join(", ", methods)), response.contentType(), response.body());
  }

  private Principal caller(Request request, Contract.Route route) throws SQLException {
    var authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw Problem.unauthenticated("there is no bearer token");
    }
    var token = authorization.substring(7).strip();
    // A punch waits for nothing that the token does not need.
    var seen = PUNCH.equals(route.operationId()) ? tokens.verify(token) : tokens.admit(token);
    return switch (seen) {
      case Verified.Granted(var principal, _) -> principal;
      case Verified.Denied(var detail) -> throw Problem.unauthenticated(detail);
      case Verified.Stranger(var type, var detail, var remedy) ->
          throw Problem.of(403, type, "Not known here", detail, remedy);
      case Verified.NotYet(var detail, var seconds) ->
          throw Problem.unavailable("provider-away", detail, seconds);
    };
  }

  private Intake.Held body(Request request, Contract.Route route) {
    if ("GET".equals(route.method())) {
      return intake.nothing();
    }
    var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type != null && !isJson(type)) {
      throw Problem.of(
          415,
          "unsupported-media-type",
          "Only JSON",
          "the body is not application/json in UTF-8",
          "Send Content-Type: application/json.");
    }
    return intake.read(request, route.open() ? OPEN_BODY_BYTES_MAX : BODY_BYTES_MAX);
  }

  private static boolean isJson(String contentType) {
    var type = contentType.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
    return type.equals("application/json") || type.equals("application/json;charset=utf-8");
  }

  private static Map<String, String> query(Request request) {
    if (request.getHttpURI().getQuery() == null) {
      return Map.of();
    }
    var query = new HashMap<String, String>();
    try {
      for (var field : Request.extractQueryParameters(request)) {
        query.putIfAbsent(field.getName(), String.valueOf(field.getValue()));
      }
    } catch (RuntimeException e) {
      throw Problem.malformed("query", "not decodable as UTF-8");
    }
    return query;
  }

  private static Map<String, String> headers(Request request) {
    var told = new HashMap<String, String>();
    for (var name : List.of(AcceptPunches.SENT_AT, "accept")) {
      var value = request.getHeaders().get(name);
      if (value != null) {
        told.put(name, value);
      }
    }
    return told;
  }

  private static ponto.api.Response defect(Exception failure) {
    LOG.log(Level.ERROR, "an operation failed unexpectedly; the client was answered 500", failure);
    return Problem.of(
            500,
            "defect",
            "A defect of ours",
            "the request could not be answered",
            "Send it again; tell your IT person when it stays.")
        .response();
  }

  private static ponto.api.Response databaseTrouble(SQLException failure) {
    if (!DatabaseTrouble.isOf(failure)) {
      return defect(failure);
    }
    LOG.log(
        Level.WARNING,
        "an operation met database trouble (SQLSTATE {0}); the client was answered 503",
        failure.getSQLState());
    return Problem.unavailable(
            "database-away",
            "the database is away; punches are accepted all the same",
            DATABASE_RETRY_SECONDS)
        .response();
  }

  static void write(ponto.api.Response answer, Response response, Callback callback) {
    writeHead(answer, response);
    response.write(true, ByteBuffer.wrap(answer.body().getBytes(UTF_8)), callback);
  }

  private static void writeHead(ponto.api.Response answer, Response response) {
    response.setStatus(answer.status());
    var headers = response.getHeaders();
    headers.put(NO_SNIFF);
    headers.put(
        answer.contentType().equals("application/json")
            ? JSON
            : new HttpField(HttpHeader.CONTENT_TYPE, answer.contentType()));
    headers.put(NO_STORE);
    answer.headers().forEach(headers::put);
    if (answer.status() == 401) {
      headers.put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
  }

  /** HEAD is GET whose body Jetty keeps back. */
  static String method(Request request) {
    var method = request.getMethod();
    return "HEAD".equals(method) ? "GET" : method;
  }

  private static String path(Request request) {
    var path = request.getHttpURI().getCanonicalPath();
    return path == null ? "" : path;
  }

  private static HttpField field(String name, String value) {
    return new PreEncodedHttpField(name, value);
  }
}
