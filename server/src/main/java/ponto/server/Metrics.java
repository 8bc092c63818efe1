package ponto.server;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import ponto.evidence.EvidenceKeeper;
import ponto.inbox.Inbox;
import ponto.ledger.Tally;
import ponto.ntp.LegalTime;

/**
 * What an operator watches: the books in numbers, the inbox, the lag, the door. Holds nothing about
 * anybody.
 */
final class Metrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter accepted =
      counter("ponto_punches_accepted_total", "Punches answered 202: durable in the inbox");
  private final Counter recorded =
      counter("ponto_punches_recorded_total", "Punches that got an NSR");
  private final Counter repeated =
      counter("ponto_punches_repeated_total", "Punches known already with the same content");
  private final Counter setAside =
      counter("ponto_punches_set_aside_total", "Punches kept raw until hr decides");
  private final Counter redelivered =
      counter("ponto_letters_redelivered_total", "Letters recorded before and not read again");
  private final Counter dead =
      counter("ponto_letters_dead_total", "Letters buried after failing unexpectedly");
  private final Counter erased =
      counter(
          "ponto_evidence_erased_total", "Pieces of evidence removed because their time was over");
  private final Gauge keeperFinished =
      Gauge.builder()
          .name("ponto_evidence_keeper_finished_timestamp_seconds")
          .help("When the last look for expired evidence came to its end; 0 before the first")
          .register(registry);
  private final Histogram lag =
      Histogram.builder()
          .name("ponto_recording_lag_seconds")
          .help("From the door's clock to the commit, for each letter")
          .classicUpperBounds(.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 3600, 36_000)
          .classicOnly()
          .register(registry);
  private final Histogram batch =
      Histogram.builder()
          .name("ponto_batch_punches")
          .help("Punches in one transaction")
          .classicUpperBounds(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
          .classicOnly()
          .register(registry);
  private final Histogram door =
      Histogram.builder()
          .name("ponto_door_seconds")
          .help("From the request's arrival to its answer, by operation and status class")
          .labelNames("operation", "status")
          .classicUpperBounds(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10)
          .classicOnly()
          .register(registry);

  private final AtomicInteger answering = new AtomicInteger();
  private final InstantSource clock;

  Metrics(Inbox inbox, InstantSource clock, IntSupplier ended, Path data) {
    this.clock = clock;
    gauge(
        "ponto_recorders_ended",
        "Recorders that nobody told to stop and that work no more",
        ended::getAsInt);
    gauge(
        "ponto_disk_free_bytes",
        "What may still be written where the data lies",
        () -> freeBytes(data));
    gauge(
        "ponto_door_requests",
        "Requests being read or answered, this one included",
        answering::get);
    gauge("ponto_inbox_letters", "Letters that wait or are being recorded", inbox::depth);
    gauge(
        "ponto_inbox_oldest_age_seconds",
        "Age of the oldest waiting letter; 0 when none waits",
        () ->
            inbox
                .oldest()
                .map(at -> Duration.between(at, clock.instant()).toMillis() / 1000.0)
                .orElse(0.0));
    gauge("ponto_inbox_dead_letters", "Letters that wait to be redriven", inbox::deadCount);
  }

  /** How far the clock is from the legal time, by those who know it. */
  void legalTime(LegalTime legalTime) {
    gauge(
        "ponto_legal_time_offset_seconds",
        "To be added to this clock for the legal time; not a number before the first answer",
        legalTime::offsetSeconds);
    gauge(
        "ponto_legal_time_servers_answered",
        "Time servers that were heard in the last round",
        legalTime::answered);
    gauge(
        "ponto_legal_time_measured_timestamp_seconds",
        "When a time server last answered; 0 before the first",
        legalTime::measuredAtSeconds);
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> gauge.call(value.getAsDouble()))
        .register(registry);
  }

  private static double freeBytes(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(name).help(help).register(registry);
  }

  /** The door stored a letter of so many punches. */
  void accepted(int punches) {
    accepted.inc(punches);
  }

  /** The recorder settled a batch. */
  void recorded(Tally tally) {
    recorded.inc(tally.recorded());
    repeated.inc(tally.repeated());
    setAside.inc(tally.setAside());
    redelivered.inc(tally.redelivered());
    dead.inc(tally.dead());
    if (tally.punches() > 0) {
      batch.observe(tally.punches());
    }
    for (var letter : tally.letters()) {
      lag.observe(Duration.between(letter.receivedAt(), tally.committedAt()).toNanos() / 1e9);
    }
  }

  /** What the keeper of evidence did. */
  EvidenceKeeper.Listener keeper() {
    return new EvidenceKeeper.Listener() {
      @Override
      public void erased(long pieces) {
        erased.inc(pieces);
      }

      @Override
      public void finished() {
        keeperFinished.set(clock.millis() / 1000.0);
      }
    };
  }

  /** The door has a request's head and goes on to its body. */
  void asked() {
    answering.incrementAndGet();
  }

  /** The door has its answer to what was {@link #asked}. */
  void answered(String operation, int status, long nanos) {
    answering.decrementAndGet();
    door.labelValues(operation, status / 100 + "xx").observe(nanos / 1e9);
  }

  /** Everything, in Prometheus' text format. */
  String text() {
    try {
      var out = new ByteArrayOutputStream();
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
