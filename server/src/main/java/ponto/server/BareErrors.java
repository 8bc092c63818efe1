package ponto.server;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import ponto.api.Problem;

/**
 * What Jetty itself refuses (a broken request line, too long headers) is answered like everything
 * else.
 */
final class BareErrors extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var status = response.getStatus() >= 400 ? response.getStatus() : 400;
    var problem =
        Problem.of(
            status,
            "not-http",
            "Not a request we can read",
            "the request line or a header is broken or too long",
            "Send plain HTTP/1.1.");
    DoorHandler.write(problem.response(), response, callback);
    return true;
  }
}
