package ponto.lambda.export;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.api.Request;
import ponto.api.Response;

/**
 * Files of any length behind a gateway that carries neither bytes nor long answers. A short text is
 * answered as it is. Anything else goes into the bucket, and the answer is a link to it (303). What
 * takes longer than somebody can be kept waiting is ordered: answered 202 with the place where to
 * ask, made by another function with more time, and found there by whoever ordered it.
 */
public final class CloudExports {
  /** The variable that names the bucket. */
  public static final String BUCKET = "PONTO_EXPORTS_BUCKET";

  /** A function answers 6 MB at most, and JSON may double each character. */
  private static final int INLINE_BYTES_MAX = 2_500_000;

  /** Where whoever waits asks; the contract's path of {@code getExport}. */
  private static final String PATH = "/v1/exports/";

  private static final String FILES = "files/";
  private static final String REFUSALS = "refused/";

  /** What is put there calls the function that makes the files. */
  public static final String ORDERS = "orders/";

  private static final int RETRY_SECONDS = 3;

  /** Three attempts of a quarter of an hour and the pauses between them. */
  private static final Duration GIVEN_UP = Duration.ofHours(1);

  /** Beyond what a function may live. */
  private static final Duration NO_END = Duration.ofDays(1);

  private static final Pattern INLINE = Pattern.compile("text/[a-z]+; *charset=utf-8");
  private static final Pattern STATUS = Pattern.compile("\"status\":([0-9]{3})\\b");

  private static final Logger LOG = System.getLogger(CloudExports.class.getName());

  private final Shelf shelf;
  private final InstantSource clock;
  private final Duration patience;

  /** {@code patience} is how long somebody is kept waiting for a file before it is ordered. */
  public CloudExports(Shelf shelf, InstantSource clock, Duration patience) {
    this.shelf = shelf;
    this.clock = clock;
    this.patience = patience;
  }

  /** The operation by its operationId. */
  public Map<String, Operation> table() {
    return Map.of("getExport", this::find);
  }

  /** Until when whoever asks now is kept waiting for a file. */
  public Deadline deadline() {
    return Deadline.in(patience);
  }

  /** The response as the gateway can carry it, with a file that is there before the deadline. */
  public Response carried(Order asked, Response response, Deadline deadline)
      throws IOException, SQLException {
    if (response.stream() == null) {
      return response;
    }
    var name = name(asked.request().caller(), UUID.randomUUID());
    try {
      var text = filled(name, response, deadline, true);
      return text == null ? elsewhere(name) : whole(response, text);
    } catch (OutOfTime e) {
      LOG.log(Level.INFO, "a file takes longer than somebody can wait: ordered");
      shelf.put(ORDERS + name, asked.json());
      return later(name);
    }
  }

  /** There was not enough time for a file. */
  private static final class OutOfTime extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** Answers the request of an order. */
  @FunctionalInterface
  public interface Answering {
    Response to(Order order) throws SQLException, InterruptedException;
  }

  /**
   * Makes what was ordered under this key, once. What goes wrong for a while is thrown, so that it
   * is tried again.
   */
  public void fulfil(String key, Answering answering)
      throws IOException, SQLException, InterruptedException {
    if (!key.startsWith(ORDERS)) {
      throw new IllegalArgumentException("not an order");
    }
    var name = key.substring(ORDERS.length());
    var ordered = shelf.text(key);
    if (ordered.isEmpty() || shelf.since(FILES + name).isPresent()) {
      return;
    }
    try {
      filled(name, answering.to(Order.read(ordered.get())), Deadline.in(NO_END), false);
    } catch (OutOfTime e) {
      throw new IllegalStateException("no function lives that long", e);
    } catch (Problem problem) {
      if (problem.status() >= 500) {
        throw problem;
      }
      shelf.put(REFUSALS + name, problem.response().body());
    }
  }

  /**
   * Puts the response's file there; a short text is handed back instead.
   *
   * @return null when it is in the bucket
   */
  private @Nullable String filled(
      String name, Response response, Deadline deadline, boolean mayInline)
      throws IOException, SQLException, OutOfTime {
    var type = response.contentType();
    var disposition = response.headers().getOrDefault("Content-Disposition", "attachment");
    try (var stream = response.stream();
        var upload = shelf.begin(FILES + name, type, disposition, deadline)) {
      if (stream == null) {
        throw new IllegalStateException("only files are ordered");
      }
      try {
        stream.write(upload);
      } catch (IOException | RuntimeException e) {
        if (upload.isOutOfTime()) {
          throw new OutOfTime();
        }
        throw e;
      }
      var isText = mayInline && INLINE.matcher(type).matches();
      var text = isText ? upload.text(INLINE_BYTES_MAX) : null;
      if (text == null) {
        upload.complete();
      }
      return text;
    }
  }

  private Response find(Request request) {
    var id = request.path().getOrDefault("id", "");
    UUID asked;
    try {
      asked = UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw Problem.malformed("id", "not the id of an export");
    }
    var name = name(request.caller(), asked);
    if (shelf.since(FILES + name).isPresent()) {
      return elsewhere(name);
    }
    var refusal = shelf.text(REFUSALS + name);
    if (refusal.isPresent()) {
      var status = STATUS.matcher(refusal.get());
      return new Response(
          status.find() ? Integer.parseInt(status.group(1)) : 500,
          Map.of(),
          "application/problem+json",
          refusal.get());
    }
    var since = shelf.since(ORDERS + name);
    if (since.isEmpty() || since.get().plus(GIVEN_UP).isBefore(clock.instant())) {
      throw Problem.unknown("no export of this id is being made; ask for the file again");
    }
    return later(name);
  }

  /** Whose it is stands in its name: nobody finds another's. */
  private static String name(Principal by, UUID id) {
    return by.employerId() + "/" + by.subject() + "/" + id;
  }

  private static Response whole(Response response, String text) {
    return new Response(response.status(), response.headers(), response.contentType(), text);
  }

  private Response elsewhere(String name) {
    return new Response(
        303, Map.of("Location", shelf.link(FILES + name).toString()), "application/json", "");
  }

  private static Response later(String name) {
    var headers =
        Map.of(
            "Location",
            PATH + name.substring(name.lastIndexOf('/') + 1),
            "Retry-After",
            Integer.toString(RETRY_SECONDS));
    return new Response(202, headers, "application/json", "{\"status\":\"in-the-making\"}");
  }
}
