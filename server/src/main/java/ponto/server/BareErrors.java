package ponto.server;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
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
  private static final int STOPPING_RETRY_SECONDS = 1;

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // Jetty hangs up after it; a client that is not told would send its next request into the void.
    response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
    DoorHandler.write(problem(request, response.getStatus()).response(), response, callback);
    return true;
  }

  private static Problem problem(Request request, int status) {
    if (status == 503) {
      // The door is closing: what runs is answered, what comes now is not begun.
      return Problem.unavailable("stopping", "the server is stopping", STOPPING_RETRY_SECONDS);
    }
    // A version or an encoding that nobody speaks is the client's mistake, whatever HTTP calls it.
    var unread = request.getAttribute(ERROR_EXCEPTION) instanceof HttpException;
    return notHttp(status < 400 || (unread && status >= 500) ? 400 : status);
  }

  private static Problem notHttp(int status) {
    return Problem.of(
        status,
        "not-http",
        "Not a request we can read",
        "the request line or a header is broken or too long",
        "Send plain HTTP/1.1.");
  }
}
