package ponto.bench;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A company's punches, working day by working day: everybody presses four times, most within some
 * minutes of 08:00, 12:00, 13:00 and 17:00, a tenth by night. The same for the same seed.
 */
record CompanyDays(int workers, long seed) {
  static final ZoneOffset OFFSET = ZoneOffset.ofHours(-3);
  static final String ZONE = "America/Sao_Paulo";
  static final int PRESSES = 4;

  /** So that every run is about the same days, whenever it is made. */
  private static final LocalDate FIRST = LocalDate.of(2025, 1, 2);

  private static final int[] DAY_SHIFT = {8, 12, 13, 17};
  private static final int[] NIGHT_SHIFT = {22, 26, 27, 30};
  private static final int NIGHT_EACH = 10;
  private static final int OFFLINE_EACH = 50;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final double SPREAD_MILLIS = 180_000;
  private static final long SPREAD_MILLIS_MAX = 900_000;
  private static final long ON_LINE_MILLIS = 40;
  private static final long OFF_LINE_MILLIS_MAX = 3 * HOUR_MILLIS;

  /** One press of a worker (a number from 0), and when it reached the server. */
  record Press(long atMillis, long receivedMillis, int worker, boolean offline) {}

  /** The first so many working days. */
  static List<LocalDate> workingDays(int count) {
    return Stream.iterate(FIRST, day -> day.plusDays(1))
        .filter(day -> day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0)
        .limit(count)
        .toList();
  }

  /** How many working days make at least so many punches. */
  int daysFor(long punches) {
    return Math.toIntExact(Math.ceilDiv(punches, (long) workers * PRESSES));
  }

  /** Who is in at half past ten: all but those of the night. */
  int presentInTheMorning() {
    return workers - workers / NIGHT_EACH;
  }

  /** The presses of the shifts that begin on this day, in the order of their arrival. */
  List<Press> of(LocalDate day) {
    var random = new SplittableRandom(seed * 1_000_003 + day.toEpochDay());
    long midnight = day.atStartOfDay(OFFSET).toInstant().toEpochMilli();
    var presses = new ArrayList<Press>(workers * PRESSES);
    for (int worker = 0; worker < workers; worker++) {
      for (int hour : worker % NIGHT_EACH == NIGHT_EACH - 1 ? NIGHT_SHIFT : DAY_SHIFT) {
        long apart = Math.round(random.nextGaussian() * SPREAD_MILLIS);
        long at =
            midnight
                + hour * HOUR_MILLIS
                + Math.clamp(apart, -SPREAD_MILLIS_MAX, SPREAD_MILLIS_MAX);
        boolean offline = random.nextInt(OFFLINE_EACH) == 0;
        long delay = offline ? random.nextLong(OFF_LINE_MILLIS_MAX) : ON_LINE_MILLIS;
        presses.add(new Press(at, at + delay, worker, offline));
      }
    }
    presses.sort(Comparator.comparingLong(Press::receivedMillis));
    return presses;
  }
}
