package ponto.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import ponto.api.Json;

/** A punch the whole way, to see whether a clock that was just set up works: here or on AWS. */
@Command(
    name = "smoke",
    description = {
      "Check a clock from outside: sign in, punch, read the punch back, send it again and see that it is "
          + "still one, fetch its receipt. Ends with 1 and says where it stopped when a step does not hold.",
      "The punch is real and stays: use a login that was made for this. Where people sign in elsewhere "
          + "(AWS, a provider), put a token into PONTO_TOKEN instead of a login."
    },
    mixinStandardHelpOptions = true)
final class SmokeCommand implements Callable<Integer> {
  /** A database that was paused takes 30 s to wake, and the function that asks it some more. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  /** As the contract asks of clients: soon at first, then seldom. */
  private static final Duration[] WAITS = {
    Duration.ofMillis(250), Duration.ofSeconds(2), Duration.ofSeconds(8)
  };

  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

  private static final int BROKEN = 1;

  @Mixin private ApiClient api = new ApiClient();

  @Override
  public Integer call() throws InterruptedException {
    var ready = api.send("GET", "/readyz", null, null);
    System.out.println("ready      " + ready.getOrDefault("notWell", ""));
    var id = UUID.randomUUID().toString();
    var body = body(id);
    var begun = System.nanoTime();
    var accepted = api.post("/v1/punches", body);
    System.out.println("accepted   " + millis(begun) + " ms, receipt " + accepted.get("receipt"));
    var first = settled(id, begun);
    if (first == null) {
      return broken("the punch was accepted and is not recorded after two minutes", id);
    }
    if (!"recorded".equals(first.get("status"))) {
      return broken("the punch was set aside: " + first.get("reason"), id);
    }
    System.out.println("recorded   " + millis(begun) + " ms, NSR " + first.get("nsr"));
    api.post("/v1/punches", body);
    TimeUnit.MILLISECONDS.sleep(WAITS[1].toMillis());
    var again = requireNonNullElse(settled(id, System.nanoTime()), Map.<String, Object>of());
    if (!String.valueOf(first.get("nsr")).equals(String.valueOf(again.get("nsr")))) {
      return broken("the same punch twice is not one punch", id);
    }
    System.out.println("balanced   sent twice, recorded once");
    var receipt = api.file("/v1/punches/" + id + "/receipt");
    if (!new String(receipt, 0, Math.min(4, receipt.length), ISO_8859_1).equals("%PDF")) {
      return broken("the receipt is no PDF", id);
    }
    System.out.println("receipt    " + receipt.length + " bytes of PDF");
    return 0;
  }

  private static int broken(String what, String id) {
    System.out.println("BROKEN     " + what + " (punch " + id + ")");
    return BROKEN;
  }

  private @Nullable Map<String, Object> settled(String id, long begun) throws InterruptedException {
    for (var ask = 0; System.nanoTime() - begun < PATIENCE_NANOS; ask++) {
      TimeUnit.MILLISECONDS.sleep(WAITS[Math.min(ask, WAITS.length - 1)].toMillis());
      var found = api.list("/v1/punches?ids=" + id);
      if (!found.isEmpty()) {
        return found.getFirst();
      }
    }
    return null;
  }

  private static String body(String id) {
    var now = AT.format(Main.CLOCK.instant().atOffset(ZoneOffset.ofHours(-3)));
    return "{\"punches\":["
        + Json.object(json ->
            json.text("id", id)
                .text("at", now)
                .text("zone", "America/Sao_Paulo")
                .text("collector", "api"))
        + "]}";
  }

  private static long millis(long begun) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }
}
