package ponto.handin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Some punches that go out together: the same bytes for the same punches, always. */
record Letter(List<Item> items) {
  /** The contract's bounds of a body. */
  static final int ITEMS_MAX = 100;

  static final int BYTES_MAX = 256 * 1024;

  private static final String HEAD = "{\"punches\":[";
  private static final String TAIL = "]}";

  Letter {
    items = List.copyOf(items);
  }

  /**
   * One punch as it is sent.
   *
   * @param index which entry of the file it is
   */
  record Item(int index, String text) {
    int bytes() {
      return text.getBytes(UTF_8).length;
    }
  }

  /** As few letters as the contract allows, in order; one punch is a letter however long it is. */
  static List<Letter> of(List<Item> items) {
    var letters = new ArrayList<Letter>();
    var batch = new ArrayList<Item>();
    var bytes = 0;
    for (var item : items) {
      var more = item.bytes() + 1;
      if (!batch.isEmpty()
          && (batch.size() == ITEMS_MAX
              || HEAD.length() + bytes + more + TAIL.length() > BYTES_MAX)) {
        letters.add(new Letter(batch));
        batch.clear();
        bytes = 0;
      }
      batch.add(item);
      bytes += more;
    }
    if (!batch.isEmpty()) {
      letters.add(new Letter(batch));
    }
    return letters;
  }

  byte[] body() {
    return items.stream()
        .map(Item::text)
        .collect(Collectors.joining(",", HEAD, TAIL))
        .getBytes(UTF_8);
  }

  Letter firstHalf() {
    return new Letter(items.subList(0, items.size() / 2));
  }

  Letter secondHalf() {
    return new Letter(items.subList(items.size() / 2, items.size()));
  }
}
