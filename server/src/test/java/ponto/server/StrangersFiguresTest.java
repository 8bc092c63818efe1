package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.artemis.ArtemisInbox;

/** The figures are for this machine; a stranger's address needs the token, and there is none. */
final class StrangersFiguresTest {
  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static java.nio.file.Path folder;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static ArtemisInbox inbox;

  @BeforeAll
  static void open() {
    folder = Site.folder();
    inbox = new ArtemisInbox(ArtemisInbox.Settings.in(folder), Main.CLOCK);
  }

  @AfterAll
  static void close() {
    inbox.close();
    Site.remove(folder);
  }

  /** A door with nothing behind it but the probes. It believes who says where it comes from. */
  private static Door door(@Nullable String token, boolean behindProxy) {
    var probes =
        new Probes(
            new Metrics(inbox, Main.CLOCK, () -> 0, folder),
            () -> true,
            List::of,
            () -> null,
            Main.CLOCK,
            token,
            behindProxy);
    var handler =
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            DoorHandler.write(probes.answer(request).orElseThrow(), response, callback);
            return true;
          }
        };
    var door = new Door(new Door.Address("127.0.0.1", 0, null, null, true));
    door.open(handler);
    return door;
  }

  /** What it answers to who comes from this address. */
  private static Answer figures(Door door, String address) {
    return new Caller(URI.create("http://127.0.0.1:" + door.port()), null)
        .get("/metrics", "X-Forwarded-For", address);
  }

  @Test
  void without_a_token_only_this_machine_is_told() {
    try (var door = door(null, false)) {
      for (var stranger : List.of("203.0.113.9", "10.0.0.1", "192.168.0.2", "[2001:db8::1]")) {
        assertThat(figures(door, stranger).problem(403).text("type")).endsWith(":forbidden");
      }
      for (var own : List.of("127.0.0.1", "127.8.9.10", "[::1]")) {
        assertThat(figures(door, own).expect(200).body()).contains("ponto_inbox_letters");
      }
    }
  }

  @Test
  void with_a_token_or_behind_a_proxy_an_address_is_worth_nothing() {
    try (var tokened = door("scrape-me", false);
        var proxied = door(null, true)) {
      figures(tokened, "127.0.0.1").problem(403);
      figures(proxied, "127.0.0.1").problem(403);
    }
  }
}
