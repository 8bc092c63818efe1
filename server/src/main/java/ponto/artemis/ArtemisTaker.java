package ponto.artemis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import ponto.inbox.Inbox;
import ponto.inbox.Letter;

/** One recorder's hand in the inbox. */
final class ArtemisTaker implements Inbox.Taker {
  private final Broker broker;
  private final DeadLetters deadLetters;
  private final Consumer<ArtemisTaker> closed;
  private final Gate gate;
  private final Hand hand;
  private boolean inside;
  private final List<Held> held = new ArrayList<>();
  private final Map<Hand.Taken, String> buried = new LinkedHashMap<>();

  ArtemisTaker(Broker broker, DeadLetters deadLetters, Gate gate, Consumer<ArtemisTaker> closed) {
    this.gate = gate;
    this.broker = broker;
    this.deadLetters = deadLetters;
    this.closed = closed;
    this.hand = new Hand(broker, broker.punches());
  }

  @Override
  public List<Letter> take(int lettersMax, long bytesMax, Duration patience, Duration linger)
      throws InterruptedException {
    if (!inside) {
      gate.enter();
      inside = true;
    }
    try {
      return opened(lettersMax, bytesMax, patience, linger);
    } finally {
      if (held.isEmpty()) {
        leave();
      }
    }
  }

  private List<Letter> opened(int lettersMax, long bytesMax, Duration patience, Duration linger)
      throws InterruptedException {
    var letters = new ArrayList<Letter>();
    for (var taken : hand.take(lettersMax, bytesMax, patience, linger)) {
      switch (LetterCodec.decode(Broker.body(taken.message()))) {
        case LetterCodec.Opened.Legible(var letter) -> {
          held.add(new Held(letter, taken));
          letters.add(letter);
        }
        case LetterCodec.Opened.Illegible(_, _, var reason) -> buryIllegible(taken, reason);
      }
    }
    return letters;
  }

  @Override
  public void bury(Letter letter, String reason) {
    for (var one : held) {
      if (one.letter().equals(letter)) {
        buried.put(one.taken(), reason);
        return;
      }
    }
    throw new IllegalArgumentException("letter " + letter.receipt() + " is not taken here");
  }

  @Override
  public void forget() {
    if (held.isEmpty()) {
      return;
    }
    hand.settle(
        held.stream().map(Held::taken).toList(),
        transaction -> {
          for (var one : buried.entrySet()) {
            var letter = Broker.body(one.getKey().message());
            broker.route(deadLetters.message(letter, one.getValue()), transaction);
          }
        });
    clear();
  }

  @Override
  public void giveBack() {
    hand.giveBack();
    clear();
  }

  @Override
  public void close() {
    try {
      hand.close();
    } finally {
      clear();
      closed.accept(this);
    }
  }

  /** Ends a waiting take: the inbox closes. */
  void shut() {
    hand.shut();
  }

  private void clear() {
    held.clear();
    buried.clear();
    leave();
  }

  private void leave() {
    if (inside) {
      inside = false;
      gate.leave();
    }
  }

  /** In a step of its own: it must not wait for readable letters, nor they for it. */
  private void buryIllegible(Hand.Taken taken, String reason) {
    hand.settle(
        List.of(taken),
        transaction ->
            broker.route(deadLetters.message(Broker.body(taken.message()), reason), transaction));
  }

  /** A letter in this hand. */
  private record Held(Letter letter, Hand.Taken taken) {}
}
