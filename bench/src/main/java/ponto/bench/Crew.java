package ponto.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The demo company's workers, each signed in with a token of its own. */
record Crew(List<String> tokens) {
  private static final String PASSWORD = "ponto-demo";
  private static final String HR = "rh";
  // The server hashes passwords on purpose slowly: more at once than it has processors is no use.
  private static final int AT_ONCE = 2;

  Crew {
    tokens = List.copyOf(tokens);
  }

  /** Signs in as many workers of a clock that was started with {@code --demo}. */
  static Crew signIn(InetSocketAddress server, int workers)
      throws IOException, InterruptedException {
    try (var api = new Api(server);
        var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      var cpfs = api.workers(api.signIn(HR, PASSWORD), workers);
      if (cpfs.size() < workers) {
        throw new IOException(
            "the clock has %d workers, not %d: start it with --demo-workers %d"
                .formatted(cpfs.size(), workers, workers));
      }
      var calls = new ArrayList<Future<String>>();
      for (var cpf : cpfs) {
        calls.add(threads.submit(() -> api.signIn(cpf, PASSWORD)));
      }
      var tokens = new ArrayList<String>();
      for (var call : calls) {
        tokens.add(call.get());
      }
      return new Crew(tokens);
    } catch (ExecutionException e) {
      throw new IOException("a worker could not sign in", e.getCause());
    }
  }

  int size() {
    return tokens.size();
  }
}
