package ponto.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One page of a list, the same for every list: items, and a cursor while there is more. */
final class Page {
  /** Enough for a screen. */
  private static final int LIMIT_DEFAULT = 100;

  /** Bounds what one answer costs the database and the client's memory. */
  static final int LIMIT_MAX = 500;

  private Page() {}

  static <T> Response response(
      List<T> items, @Nullable String nextCursor, BiConsumer<Json, T> write) {
    return Response.json(
        Json.object(json -> json.objects("items", items, write).text("nextCursor", nextCursor)));
  }

  static int limit(Request request) {
    var asked = request.param("limit");
    if (asked.isEmpty()) {
      return LIMIT_DEFAULT;
    }
    try {
      var limit = Integer.parseInt(asked.get());
      if (limit >= 1 && limit <= LIMIT_MAX) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Answered below: the text is no number.
    }
    throw Problem.malformed("limit", "not a number from 1 to " + LIMIT_MAX);
  }

  /** An opaque, URL-safe cursor for a position. */
  static String cursor(String position) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(UTF_8));
  }

  /** The position that a cursor holds. */
  static String position(String cursor) {
    try {
      var position = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      // Ours are printable; a NUL would be the database's trouble.
      if (position.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        return position;
      }
    } catch (IllegalArgumentException e) {
      // Answered below: the text is not Base64.
    }
    throw Problem.malformed("cursor", "not a cursor of this list");
  }

  /** RFC 3339 with seconds and an offset, always. */
  static String time(OffsetDateTime at) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at);
  }
}
