package ponto.handin;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Hands in the punches of a file under one sign-in. An entry leaves the file only after the clock's
 * 202; a crash in between sends a punch twice, and the clock counts it once.
 */
public final class HandIn {
  private static final int UNAUTHENTICATED = 401;

  private final PendingFile file;
  private final ClockDoor door;
  private final Patience patience;
  private final Consumer<String> progress;

  /** The texts of the entries that are still in the file, by their place in it as it was opened. */
  private final TreeMap<Integer, String> raws = new TreeMap<>();

  /** Why an entry stays. */
  private final Map<Integer, String> whys = new TreeMap<>();

  private int accepted;
  private boolean unwritten;

  /**
   * Opens the file; nothing is sent yet.
   *
   * @param progress hears in words how it goes on
   * @throws HandInFailure when the file or the address is none
   */
  public HandIn(Path path, String url, Consumer<String> progress) {
    door = new ClockDoor(url);
    file = PendingFile.open(path);
    patience = new Patience(progress);
    this.progress = progress;
  }

  /**
   * Who hands in.
   *
   * @param password asked for once there is something to hand in
   */
  public record Login(String name, Supplier<String> password) {}

  /**
   * What came of it.
   *
   * @param left what is still in the file
   */
  public record Result(int accepted, List<Left> left) {
    public Result {
      left = List.copyOf(left);
    }
  }

  /**
   * Hands in what this login may.
   *
   * @throws HandInFailure when it cannot begin; what happens later is told in the result
   */
  public Result as(Login login) {
    var entries = file.entries();
    for (var index = 0; index < entries.size(); index++) {
      raws.put(index, entries.get(index).raw());
    }
    if (entries.stream().anyMatch(entry -> entry instanceof Entry.Whole)) {
      var session = Session.open(door, patience, login);
      send(Letter.of(items(entries, session)), session);
    }
    for (var index = 0; index < entries.size(); index++) {
      if (entries.get(index) instanceof Entry.Broken(_, _, var flaw)) {
        whys.put(index, flaw);
      }
    }
    var left =
        raws.keySet().stream()
            .map(index -> Left.of(entries.get(index), whys.getOrDefault(index, "not sent")))
            .toList();
    return new Result(accepted, left);
  }

  /** What this session may hand in; what was refused before goes last, so as to delay nobody. */
  private List<Letter.Item> items(List<Entry> entries, Session session) {
    var fresh = new ArrayList<Letter.Item>();
    var again = new ArrayList<Letter.Item>();
    IntStream.range(0, entries.size())
        .forEach(index -> {
          if (entries.get(index) instanceof Entry.Whole entry) {
            switch (session.may(entry)) {
              case Session.Verdict.Sends(var text) ->
                  (entry.refusedBefore() ? again : fresh).add(new Letter.Item(index, text));
              case Session.Verdict.Leaves(var why) -> whys.put(index, why);
            }
          }
        });
    fresh.addAll(again);
    return fresh;
  }

  private void send(List<Letter> letters, Session session) {
    Deque<Letter> waiting = new ArrayDeque<>(letters);
    while (!waiting.isEmpty()) {
      var letter = waiting.removeFirst();
      switch (deliver(letter, session)) {
        case Outcome.Accepted() -> forget(letter, letters);
        case Outcome.Refused(_) when letter.items().size() > 1 -> {
          waiting.addFirst(letter.secondHalf());
          waiting.addFirst(letter.firstHalf());
        }
        case Outcome.Refused(var problem) -> refuse(letter.items().getFirst().index(), problem);
        case Outcome.Stopped(var why) -> {
          progress.accept(why);
          waiting.clear();
          letters.stream()
              .flatMap(unsent -> unsent.items().stream())
              .forEach(item -> whys.putIfAbsent(item.index(), "not sent: " + why));
        }
      }
    }
    if (unwritten) {
      write();
    }
  }

  /** What a letter met. */
  private sealed interface Outcome {
    record Accepted() implements Outcome {}

    record Refused(String problem) implements Outcome {}

    record Stopped(String why) implements Outcome {}
  }

  private Outcome deliver(Letter letter, Session session) {
    try {
      var reply = reply(letter.body(), session);
      return switch (reply.status()) {
        case 202 ->
            // Some gateway may say 202 too; the entry that would leave the file may be the last
            // copy.
            reply.text("status").equals("accepted")
                ? new Outcome.Accepted()
                : new Outcome.Stopped("what answered is not a clock");
        case 400, 413 -> new Outcome.Refused(reply.detail());
        default -> new Outcome.Stopped(reply.detail());
      };
    } catch (HandInFailure e) {
      return new Outcome.Stopped(String.valueOf(e.getMessage()));
    }
  }

  /** A session may end while many letters go out; each may open it once more and no oftener. */
  private Reply reply(byte[] body, Session session) {
    var reply = patience.until(() -> door.punches(session.token(), body));
    if (reply.status() != UNAUTHENTICATED) {
      return reply;
    }
    session.renew();
    return patience.until(() -> door.punches(session.token(), body));
  }

  private void forget(Letter letter, List<Letter> letters) {
    letter.items().forEach(item -> raws.remove(item.index()));
    write();
    accepted += letter.items().size();
    var all = letters.stream().mapToInt(each -> each.items().size()).sum();
    progress.accept(accepted + " of " + all + " accepted");
  }

  private void refuse(int index, String problem) {
    whys.put(index, "refused: " + problem);
    raws.computeIfPresent(index, (_, raw) -> EntryReader.withProblem(raw, problem));
    unwritten = true;
  }

  private void write() {
    file.replace(List.copyOf(raws.values()));
    unwritten = false;
  }
}
