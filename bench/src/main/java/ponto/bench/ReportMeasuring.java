package ponto.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

/** Asks one running clock for its reports, alone and beside the seed's load. */
final class ReportMeasuring {
  private static final String PASSWORD = "ponto-demo";
  private static final String HR = "rh";
  private static final String MANAGER = "gestora";

  /** The working days of a month: at 10,000 workers 880,000 punches. */
  private static final int MONTH_DAYS = 22;

  private static final int SHORT_DAYS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** By then the JVM has compiled what a short report runs through. */
  private static final int WARM_UPS = 30;

  /** By then the seed's load no longer gets faster run by run. */
  private static final int LOAD_WARM_UPS = 5;

  private static final double PRESENCE_MILLIS_MAX = 100;
  private static final double WORKER_MILLIS_MAX = 20;
  private static final double HEADCOUNT_MILLIS_MAX = 200;
  private static final double FILE_MILLIS_MAX = 15_000;

  private final ServerProcess server;
  private final OwnPostgres postgres;
  private final CompanyDays company;
  private final Amount amount;
  private final Report report;
  private final InstantSource clock;
  private final List<LocalDate> days;
  private final List<String> faults = new ArrayList<>();
  private List<String> cpfs = List.of();

  /** How much of each. */
  record Amount(int runs, int senders, int requests) {}

  ReportMeasuring(
      ServerProcess server,
      OwnPostgres postgres,
      CompanyDays company,
      int days,
      Amount amount,
      Report report,
      InstantSource clock) {
    this.server = server;
    this.postgres = postgres;
    this.company = company;
    this.days = CompanyDays.workingDays(days);
    this.amount = amount;
    this.report = report;
    this.clock = clock;
  }

  /** Everything, in the order in which nothing spoils what comes after it. */
  ReportFigures measure() throws Exception {
    try (var api = new Api(server.address());
        var calls = new ReportCalls(server.address())) {
      var hr = api.signIn(HR, PASSWORD);
      cpfs = api.workers(hr, 2 * amount.runs() + WARM_UPS);
      var month = days.subList(Math.max(0, days.size() - MONTH_DAYS), days.size());
      var few = days.subList(Math.max(0, days.size() - SHORT_DAYS), days.size());
      var timed = new ArrayList<ReportFigures.Timed>();
      var peaks = new ArrayList<ReportFigures.Peak>();
      // Before the load: what the JVM has once taken it does not give back.
      files(calls, few, hr, peaks);
      var file = files(calls, month, hr, peaks);
      for (var role : List.of(HR, MANAGER)) {
        quick(calls, month, role, api.signIn(role, PASSWORD), timed);
      }
      timed.add(file);
      check(calls, month, file.lines(), hr);
      var crew = Crew.signIn(server.address(), amount.senders());
      for (int i = 0; i < LOAD_WARM_UPS; i++) {
        burst(crew, i);
      }
      var alone = new ArrayList<>(bursts(crew));
      var reading = new Reading(calls, month, hr);
      var beside = bursts(crew);
      long read = reading.stop();
      // On both sides of it: a machine's speed wanders.
      alone.addAll(bursts(crew));
      return new ReportFigures(
          (long) days.size() * company.workers() * CompanyDays.PRESSES,
          timed,
          peaks,
          Runs.of(alone),
          Runs.of(beside),
          read,
          faults);
    }
  }

  /** Reads a file several times; notes the peak of the server's memory meanwhile. */
  private ReportFigures.Timed files(
      ReportCalls calls, List<LocalDate> of, String token, List<ReportFigures.Peak> peaks)
      throws IOException, InterruptedException {
    forgetPeak();
    var timed =
        timed(
            "everybody's %d days as CSV, hr".formatted(of.size()),
            FILE_MILLIS_MAX,
            1,
            calls,
            _ -> ReportCalls.file(of, token));
    var peak = Memory.of(server.jvm(), List.of()).jvmPeak() / 1024.0;
    peaks.add(new ReportFigures.Peak(timed.lines(), peak));
    return timed;
  }

  private void quick(
      ReportCalls calls,
      List<LocalDate> month,
      String role,
      String token,
      List<ReportFigures.Timed> timed)
      throws IOException, InterruptedException {
    var today = month.getLast();
    var first = month.getFirst();
    timed.add(
        timed(
            "presence, " + role,
            PRESENCE_MILLIS_MAX,
            WARM_UPS,
            calls,
            _ -> ReportCalls.presence(today, token)));
    timed.add(
        timed(
            "one worker's punches of a month, " + role,
            WORKER_MILLIS_MAX,
            WARM_UPS,
            calls,
            run -> ReportCalls.punches(cpf(run), first, today, token)));
    timed.add(
        timed(
            "one worker's days of a month, " + role,
            WORKER_MILLIS_MAX,
            WARM_UPS,
            calls,
            run -> ReportCalls.days(cpf(run), first, today, token)));
    timed.add(
        timed(
            "headcount of a day, " + role,
            HEADCOUNT_MILLIS_MAX,
            WARM_UPS,
            calls,
            _ -> ReportCalls.headcount(today, token)));
  }

  private String cpf(int run) {
    return cpfs.get(run % cpfs.size());
  }

  private ReportFigures.Timed timed(
      String name,
      double max,
      int warmUps,
      ReportCalls calls,
      IntFunction<ReportCalls.Question> question)
      throws IOException, InterruptedException {
    for (int run = 0; run < warmUps; run++) {
      calls.read(question.apply(run));
    }
    var millis = new ArrayList<Double>();
    long lines = 0;
    for (int run = 0; run < amount.runs(); run++) {
      var read = calls.read(question.apply(warmUps + run));
      millis.add(read.millis());
      lines = read.lines();
    }
    var timed = new ReportFigures.Timed(name, Runs.of(millis), max, lines);
    report.say("  %s: %s ms".formatted(name, timed.millis().figure()));
    return timed;
  }

  /** A fast report that is wrong is none. */
  private void check(ReportCalls calls, List<LocalDate> month, long lines, String token)
      throws IOException, InterruptedException, SQLException {
    var today = month.getLast();
    expect(
        "who is in",
        company.presentInTheMorning(),
        number(calls.text(ReportCalls.presence(today, token)), "count"));
    long punches;
    try (var connection = postgres.asSuperuser();
        var query =
            connection.prepareStatement(
                """
                SELECT count(*) FILTER (WHERE punched_at >= ?::timestamptz), count(*) FROM punch
                WHERE punched_at >= ?::timestamptz AND punched_at < ?::timestamptz
                """)) {
      query.setString(1, midnight(today));
      query.setString(2, midnight(month.getFirst()));
      query.setString(3, midnight(today.plusDays(1)));
      try (var row = query.executeQuery()) {
        row.next();
        punches = row.getLong(1);
        // One line more, which is the heading.
        expect("lines of the month", row.getLong(2) + 1, lines);
      }
    }
    var headcount = JsonText.all(calls.text(ReportCalls.headcount(today, token)), "punches");
    // Of each minute, then of the day, then of the peak.
    var day = headcount.get(headcount.size() - 2);
    expect("punches of the day", punches, Long.parseLong(day));
  }

  private static String midnight(LocalDate day) {
    return day.atStartOfDay() + ":00" + CompanyDays.OFFSET;
  }

  private static long number(String json, String name) {
    return JsonText.first(json, name).map(Long::parseLong).orElse(-1L);
  }

  private void expect(String what, long wanted, long seen) {
    if (seen != wanted) {
      faults.add("%s: %d, not %d".formatted(what, seen, wanted));
    }
  }

  private List<Double> bursts(Crew crew) throws Exception {
    var millis = new ArrayList<Double>();
    for (int i = 0; i < amount.runs(); i++) {
      millis.add(burst(crew, i));
    }
    report.say("  the seed's load, p99: " + Runs.of(millis).figure() + " ms");
    return millis;
  }

  /** One run of the seed's load; answers its 99th percentile once all rows are there. */
  private double burst(Crew crew, int number) throws IOException, SQLException {
    try (var connection = postgres.asSuperuser();
        var load = Load.connect(server.address(), crew.size())) {
      var books = new Books(connection);
      long numbers = books.lastNsrs();
      var shape = new Burst.Shape(amount.requests(), 1, PATIENCE, true, number);
      var burst = new Burst(server.address(), crew, shape, clock);
      load.run(burst, PATIENCE);
      books.awaitNsrs(numbers + burst.acceptedPunches(), PATIENCE);
      var outcome = burst.outcome();
      expect("answered 202", outcome.requests(), outcome.statuses().getOrDefault(202, 0L));
      return outcome.latency().p99();
    }
  }

  /** Linux then counts the peak from here on. */
  private void forgetPeak() throws IOException {
    Files.writeString(Path.of("/proc", Long.toString(server.jvm().pid()), "clear_refs"), "5");
  }

  /** Somebody who reads one report after the other until told to stop. */
  private static final class Reading {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CompletableFuture<Long> done = new CompletableFuture<>();

    Reading(ReportCalls calls, List<LocalDate> month, String token) {
      var today = month.getLast();
      var questions =
          List.of(
              ReportCalls.presence(today, token),
              ReportCalls.headcount(today, token),
              ReportCalls.file(month, token));
      Thread.ofVirtual()
          .name("reader")
          .start(() -> {
            long read = 0;
            try {
              while (!stopped.get()) {
                calls.read(questions.get((int) (read % questions.size())));
                read++;
              }
              done.complete(read);
            } catch (IOException | InterruptedException | RuntimeException e) {
              done.completeExceptionally(e);
            }
          });
    }

    /** Waits for the report at hand; answers how many were read to their end. */
    long stop() {
      stopped.set(true);
      return done.join();
    }
  }
}
