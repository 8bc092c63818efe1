package ponto.handin;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks again while the clock says to come again, or says nothing; for a bounded time, since a
 * person waits at the other end and the file keeps what is left.
 */
final class Patience {
  /** As long as somebody may watch a command that only waits; longer is another day's hand-in. */
  static final int TOLD_SECONDS_MAX = 600;

  /** A restart takes less; a clock that is silent for longer is away. */
  static final int SILENT_SECONDS_MAX = 30;

  private final Consumer<String> progress;

  Patience(Consumer<String> progress) {
    this.progress = progress;
  }

  /** Something that is asked over the network. */
  @FunctionalInterface
  interface Ask {
    Reply now() throws IOException, InterruptedException;
  }

  /**
   * The reply that is not about coming again.
   *
   * @throws HandInFailure when there was none within the bounds
   */
  Reply until(Ask ask) {
    var told = 0;
    var silent = 0;
    for (var pause = 1; ; pause *= 2) {
      var seen = once(ask);
      if (seen.status() > 0 && !comesAgain(seen.status())) {
        return seen;
      }
      var asked = seen.retryAfterSeconds();
      var wait = Math.max(1, asked.orElse(pause));
      var left = asked.isPresent() ? TOLD_SECONDS_MAX - told : SILENT_SECONDS_MAX - silent;
      if (wait > left) {
        throw new HandInFailure(
            seen.detail()
                + (asked.isPresent()
                    ? ", and asks to come again in " + wait + " s: hand the file in then"
                    : ", for " + silent + " s now: hand the file in later"));
      }
      if (asked.isPresent()) {
        told += wait;
      } else {
        silent += wait;
      }
      progress.accept(seen.detail() + "; again in " + wait + " s");
      rest(wait);
    }
  }

  /** A status of 0 is silence. */
  private static Reply once(Ask ask) {
    try {
      return ask.now();
    } catch (IOException e) {
      // Its message may hold an address, never what was sent.
      return Reply.of(
          0,
          "{\"detail\":\"the clock does not answer (" + e.getClass().getSimpleName() + ")\"}",
          "");
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** 500 too: the punch may or may not be stored, and a repeat is harmless. */
  private static boolean comesAgain(int status) {
    return status == 429 || status >= 500;
  }

  private static void rest(int seconds) {
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static HandInFailure interrupted() {
    Thread.currentThread().interrupt();
    return new HandInFailure("interrupted");
  }
}
