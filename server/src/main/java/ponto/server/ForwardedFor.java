package ponto.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Believes the proxy before the door about who is calling: the last address of X-Forwarded-For,
 * which the proxy itself wrote. What stands before it came from the caller, who may write anything.
 */
final class ForwardedFor implements HttpConfiguration.Customizer {
  private static final String HEADER = "X-Forwarded-For";

  /** The longest an address in text can be, with a zone; more is no address. */
  private static final int ADDRESS_CHARS_MAX = 64;

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    var told = request.getHeaders().getValuesList(HEADER);
    if (told.isEmpty()) {
      return request;
    }
    var all = told.getLast();
    var last = all.substring(all.lastIndexOf(',') + 1).strip();
    if (last.isEmpty() || last.length() > ADDRESS_CHARS_MAX) {
      return request;
    }
    // Never looked up: a name stays a text.
    var address = InetSocketAddress.createUnresolved(last, 0);
    var connection =
        new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
          @Override
          public SocketAddress getRemoteSocketAddress() {
            return address;
          }
        };
    return new Request.Wrapper(request) {
      @Override
      public ConnectionMetaData getConnectionMetaData() {
        return connection;
      }
    };
  }
}
