package ponto.cloud;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The gateway's socket on the loopback. */
final class HttpDoor implements AutoCloseable {
  private final Server server;
  private final ServerConnector connector;

  /** Listens on this port, 0 for a free one. */
  HttpDoor(Gateway gateway, String stage, InstantSource clock, int port) throws Exception {
    var threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(new Answering(gateway, stage, clock));
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
  }

  /** Turns a request into a call, and the reply into a response. */
  private static final class Answering extends Handler.Abstract {
    private final Gateway gateway;
    private final String stage;
    private final InstantSource clock;

    Answering(Gateway gateway, String stage, InstantSource clock) {
      this.gateway = gateway;
      this.stage = stage;
      this.clock = clock;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      var reply = gateway.answer(call(request));
      response.setStatus(reply.status());
      reply.headers().forEach(response.getHeaders()::put);
      response.write(true, reply.body(), callback);
      return true;
    }

    private Call call(Request request) throws Exception {
      var body = Content.Source.asByteBuffer(request);
      var bytes = new byte[body.remaining()];
      body.get(bytes);
      return new Call(
          UUID.randomUUID().toString(),
          clock.instant(),
          stage,
          request.getMethod(),
          URLDecoder.decode(
              request.getHttpURI().getPath().replace("+", "%2B"), StandardCharsets.UTF_8),
          query(request),
          headers(request.getHeaders()),
          Request.getRemoteAddr(request),
          Map.of(),
          new String(bytes, StandardCharsets.UTF_8),
          bytes.length);
    }

    private static SequencedMap<String, List<String>> headers(HttpFields fields) {
      var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
      for (var field : fields) {
        headers.computeIfAbsent(field.getName(), _ -> new ArrayList<>()).add(field.getValue());
      }
      return headers;
    }

    private static SequencedMap<String, List<String>> query(Request request) {
      var query = new LinkedHashMap<String, List<String>>();
      for (var field : Request.extractQueryParameters(request)) {
        query.put(field.getName(), List.copyOf(field.getValues()));
      }
      return query;
    }
  }
}
