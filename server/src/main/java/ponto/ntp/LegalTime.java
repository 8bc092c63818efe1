package ponto.ntp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import ponto.duty.TimeCheck;

/**
 * Measures now and then how far this machine's clock is from the legal time. It sets nothing and
 * refuses nothing: who punches does not wait for it.
 */
public final class LegalTime implements Runnable {
  /** The servers of NTP.br, which are traceable to the legal time. */
  public static final List<TimeServer> NTP_BR =
      List.of(
          new TimeServer("a.st1.ntp.br", 123),
          new TimeServer("b.st1.ntp.br", 123),
          new TimeServer("c.st1.ntp.br", 123),
          new TimeServer("d.st1.ntp.br", 123));

  /** What the law lets the clock differ (Annex IX, 2). */
  public static final Duration OFFSET_MAX = Duration.ofSeconds(30);

  /** A start has other work first. */
  private static final Duration FIRST = Duration.ofSeconds(5);

  /** The worst quartz loses a tenth of a second in it. */
  private static final Duration EVERY = Duration.ofMinutes(15);

  /** While the clock is off or nobody answers: as soon as courtesy to the servers allows. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  /** A server that does not want to be asked is left alone so long. */
  private static final Duration KISSED = Duration.ofHours(24);

  private static final Logger LOG = System.getLogger(LegalTime.class.getName());

  private final List<TimeServer> servers;
  private final InstantSource clock;
  private final Sntp sntp;
  private final Consumer<TimeCheck> evidence;
  private final Map<TimeServer, Long> restingSince = new HashMap<>();
  private final Semaphore woken = new Semaphore(0);
  private volatile @Nullable Duration offset;
  private volatile @Nullable Instant measuredAt;
  private volatile int answered;
  private volatile boolean stopped;
  private boolean warned;

  public LegalTime(List<TimeServer> servers, InstantSource clock, Consumer<TimeCheck> evidence) {
    this(servers, clock, evidence, Sntp.PATIENCE);
  }

  LegalTime(
      List<TimeServer> servers,
      InstantSource clock,
      Consumer<TimeCheck> evidence,
      Duration patience) {
    this.servers = List.copyOf(servers);
    this.clock = clock;
    this.evidence = evidence;
    sntp = new Sntp(clock, patience);
  }

  /** Measures until {@link #stop}; ends at once where there is nobody to ask. */
  @Override
  public void run() {
    var pause = FIRST;
    try {
      while (!stopped && !servers.isEmpty()) {
        if (woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          woken.drainPermits();
        }
        pause = stopped ? EVERY : next(measure(), pause);
      }
    } catch (InterruptedException e) {
      stopped = true;
    }
  }

  /** Nobody answers, as on a machine without a network: asked less and less often. */
  private Duration next(boolean well, Duration pause) {
    if (well) {
      return EVERY;
    }
    var doubled = pause.multipliedBy(2);
    return clockIsOff() || doubled.compareTo(AGAIN) < 0
        ? AGAIN
        : doubled.compareTo(EVERY) < 0 ? doubled : EVERY;
  }

  /** The clock was set: what was measured is worth nothing. */
  public void wake() {
    woken.release();
  }

  /** Asks to end; an answer that is waited for is not waited for any more than its patience. */
  public void stop() {
    stopped = true;
    wake();
  }

  /** Whether there is anybody to ask. */
  public boolean isOn() {
    return !servers.isEmpty();
  }

  /** Whether the last measurement found the clock farther off than the law lets it be. */
  public boolean clockIsOff() {
    var last = offset;
    return last != null && last.abs().compareTo(OFFSET_MAX) > 0;
  }

  /** To be added to the clock, in seconds; not a number before the first measurement. */
  public double offsetSeconds() {
    var last = offset;
    return last == null ? Double.NaN : last.toMillis() / 1000.0;
  }

  /** When somebody last answered, in seconds since 1970; 0 before. */
  public double measuredAtSeconds() {
    var last = measuredAt;
    return last == null ? 0 : last.toEpochMilli() / 1000.0;
  }

  /** How many servers the last round heard. */
  public int answered() {
    return answered;
  }

  /** Asks everybody once; answers whether all is well. */
  boolean measure() {
    var offsets = new ArrayList<Duration>();
    var words = new ArrayList<String>();
    for (var server : servers) {
      if (isResting(server)) {
        words.add(server + " rests");
        continue;
      }
      var told = sntp.ask(server);
      words.add(server + " " + told.words());
      switch (told) {
        case Told.Offset(var one, _, _) -> offsets.add(one);
        case Told.Kiss _ -> restingSince.put(server, System.nanoTime());
        case Told.Silent _, Told.Unusable _ -> {}
      }
    }
    var detail = String.join("; ", words);
    var before = clockIsOff();
    answered = offsets.size();
    var median = offsets.isEmpty() ? null : median(offsets);
    if (median != null) {
      offset = median;
      measuredAt = clock.instant();
    }
    evidence.accept(new TimeCheck(clock.instant(), median, servers.size(), offsets.size(), detail));
    if (median == null) {
      LOG.log(
          warned ? Level.DEBUG : Level.WARNING,
          "no time server answers, so whether the clock is right is not known; punches go on: {0}",
          detail);
      warned = true;
    } else {
      warned = false;
      tell(median, before, detail);
    }
    return median != null && !clockIsOff();
  }

  private void tell(Duration median, boolean before, String detail) {
    if (clockIsOff()) {
      LOG.log(
          Level.ERROR,
          "ALARM: the clock differs from the legal time by {0} s, the law lets it by {1}; punches go"
              + " on and are flagged server-clock-off. Set the clock of this machine, by NTP. {2}",
          median.toSeconds(),
          OFFSET_MAX.toSeconds(),
          detail);
    } else {
      LOG.log(
          before ? Level.INFO : Level.DEBUG,
          "the clock agrees with the legal time, offset {0} ms: {1}",
          median.toMillis(),
          detail);
    }
  }

  private boolean isResting(TimeServer server) {
    var since = restingSince.get(server);
    return since != null && System.nanoTime() - since < KISSED.toNanos();
  }

  /** So that fewer than half of the servers can lie without being believed. */
  static Duration median(List<Duration> offsets) {
    var sorted = offsets.stream().sorted().toList();
    var middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : sorted.get(middle - 1).plus(sorted.get(middle)).dividedBy(2);
  }
}
