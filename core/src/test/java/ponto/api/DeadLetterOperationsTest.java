package ponto.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Letter;
import ponto.testing.MemoryInbox;
import ponto.testing.SettableClock;

/** Dead letters by the page, and back to the recorders by the batch, however many there are. */
class DeadLetterOperationsTest {
  private static final int OWN = 1_203;
  private static final int OTHERS = 700;
  private static final int PAGE = 500;
  private static final Pattern RECEIPT = Pattern.compile("\"receipt\":\"([^\"]+)\"");
  private static final Pattern CURSOR = Pattern.compile("\"nextCursor\":\"([^\"]+)\"");

  private final SettableClock clock = new SettableClock();
  private final Watched inbox = new Watched(clock);
  private final Map<String, Operation> operations = new DeadLetterOperations(inbox).table();

  DeadLetterOperationsTest() throws Exception {
    for (var number = 0; number < OWN + OTHERS; number++) {
      bury(number, number % 2 == 0 || number >= 2 * OTHERS ? 1 : 2);
    }
  }

  /** An inbox that remembers the largest of what it was asked for. */
  private static final class Watched extends MemoryInbox {
    private int largest;

    Watched(SettableClock clock) {
      super(clock);
    }

    @Override
    public List<DeadLetter> dead(int limit) {
      largest = Math.max(largest, limit);
      return super.dead(limit);
    }

    @Override
    public void eachDead(java.util.function.Consumer<DeadLetter> visitor) {
      super.dead(Integer.MAX_VALUE).forEach(visitor);
    }

    @Override
    public int redrive(List<String> receipts) {
      largest = Math.max(largest, receipts.size());
      return super.redrive(receipts);
    }
  }

  private static Principal hr(long employer) {
    return new Principal("hr-" + employer, employer, Role.HR, null, false);
  }

  private void bury(int number, long employer) throws Exception {
    var receipt = "r%05d".formatted(number);
    var letter = new Letter(receipt, hr(employer), clock.instant(), null, "", null, "{}");
    try (var taker = inbox.taker()) {
      inbox.put(letter);
      taker.take(1, 1 << 20, Duration.ofSeconds(20), Duration.ZERO);
      taker.bury(letter, "a defect");
      taker.forget();
    }
    clock.advance(Duration.ofMillis(number % 3));
  }

  private String answer(String operation, long employer, Map<String, String> query, String body)
      throws Exception {
    var asked = new Request(hr(employer), Map.of(), query, Map.of(), "", body);
    return requireNonNull(operations.get(operation)).answer(asked).body();
  }

  @Test
  void a_list_longer_than_a_page_comes_page_by_page_each_once_and_in_order() throws Exception {
    var receipts = new ArrayList<String>();
    var pages = 0;
    var query = Map.of("limit", Integer.toString(PAGE));
    while (!query.isEmpty()) {
      var page = answer("listDeadLetters", 1, query, "");
      RECEIPT.matcher(page).results().forEach(found -> receipts.add(found.group(1)));
      var next = CURSOR.matcher(page);
      query =
          next.find() ? Map.of("limit", Integer.toString(PAGE), "cursor", next.group(1)) : Map.of();
      pages++;
    }
    assertThat(pages).isEqualTo(3);
    assertThat(receipts).hasSize(OWN).isSorted().doesNotHaveDuplicates();
    assertThat(inbox.largest).isZero();
  }

  @Test
  void all_are_redriven_in_batches_and_those_of_others_stay() throws Exception {
    assertThat(answer("redriveDeadLetters", 1, Map.of(), "{\"receipts\":[]}"))
        .contains("\"redriven\":" + OWN);
    assertThat(inbox.largest).isEqualTo(PAGE);
    assertThat(inbox.deadCount()).isEqualTo(OTHERS);
    assertThat(answer("redriveDeadLetters", 1, Map.of(), "{\"receipts\":[]}"))
        .contains("\"redriven\":0");
    assertThat(inbox.deadCount()).isEqualTo(OTHERS);
  }

  @Test
  void named_ones_are_redriven_where_they_are_the_callers_own() throws Exception {
    assertThat(
            answer(
                "redriveDeadLetters",
                1,
                Map.of(),
                "{\"receipts\":[\"r00000\",\"r00001\",\"r01902\"]}"))
        .contains("\"redriven\":2");
    assertThat(inbox.deadCount()).isEqualTo(OWN + OTHERS - 2);
  }
}
