package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import ponto.api.AcceptPunches;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.api.Receipts;
import ponto.inbox.Inbox;
import ponto.issuer.Realm;
import ponto.issuer.SigningKeys;
import ponto.issuer.TokenVerifier;
import ponto.issuer.Verified;
import ponto.punch.StrictUtf8;
import ponto.server.Door;

/**
 * The product's door with a rival behind it: the same listener, token check, reading and operation;
 * only routing, CORS and metrics are missing, which is in the rivals' favour.
 */
final class RivalDoor implements AutoCloseable {
  private final Door door;

  /** Opens it; tokens signed by these keys are taken. */
  RivalDoor(InetSocketAddress address, SigningKeys keys, Inbox inbox, InstantSource clock) {
    var host = address.getAddress().getHostAddress();
    door = new Door(new Door.Address(host, address.getPort(), null, null, false));
    door.open(
        new PunchHandler(
            new TokenVerifier(Realm.LOCAL, keys.source(), clock),
            Objects.requireNonNull(
                new AcceptPunches(inbox, new Receipts(clock), clock, _ -> {})
                    .table()
                    .get("postPunches"))));
  }

  @Override
  public void close() {
    door.close();
  }

  /** Answers every request as a POST of punches. */
  private static final class PunchHandler extends Handler.Abstract {
    private final TokenVerifier tokens;
    private final Operation operation;

    PunchHandler(TokenVerifier tokens, Operation operation) {
      this.tokens = tokens;
      this.operation = operation;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      var answer = answer(request);
      response.setStatus(answer.status());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      response.write(true, ByteBuffer.wrap(answer.body().getBytes(UTF_8)), callback);
      return true;
    }

    private ponto.api.Response answer(Request request) {
      try (var in = Content.Source.asInputStream(request)) {
        var authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (!(tokens.verify(authorization.substring("Bearer ".length()))
            instanceof Verified.Granted(var principal, _))) {
          throw Problem.unauthenticated("the bench's token is not taken");
        }
        var body = StrictUtf8.decode(in.readAllBytes()).orElseThrow();
        return operation.answer(
            new ponto.api.Request(
                principal, Map.of(), Map.of(), Map.of(), Request.getRemoteAddr(request), body));
      } catch (Problem problem) {
        return problem.response();
      } catch (IOException | SQLException e) {
        return Problem.unavailable("rival", String.valueOf(e.getMessage()), 1).response();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Problem.unavailable("stopping", "the rival is stopping", 1).response();
      }
    }
  }
}
