package ponto.bench;

import java.time.Duration;
import java.util.List;
import ponto.api.Json;

/**
 * What processes have taken of the processors so far: the figure that a busy machine disturbs
 * least.
 */
record CpuTime(Duration jvm, Duration database) {
  /** Of a server's JVM and of the database's processes. */
  static CpuTime of(ProcessHandle jvm, List<ProcessHandle> database) {
    return new CpuTime(
        taken(jvm), database.stream().map(CpuTime::taken).reduce(Duration.ZERO, Duration::plus));
  }

  /** The share of each of so many requests since then. */
  Each since(CpuTime before, long requests) {
    return new Each(
        jvm.minus(before.jvm).toNanos() / 1e3 / requests,
        database.minus(before.database).toNanos() / 1e3 / requests);
  }

  private static Duration taken(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Microseconds of processor time for one request. */
  record Each(double jvm, double database) {
    void write(Json json) {
      json.number("jvmMicros", Report.round(jvm)).number("databaseMicros", Report.round(database));
    }
  }
}
