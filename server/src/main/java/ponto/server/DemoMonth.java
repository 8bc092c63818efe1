package ponto.server;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import ponto.access.Principal;
import ponto.api.Json;
import ponto.inbox.Letter;
import ponto.punch.ShapeReader;

/**
 * The demo's punches of a day, made of nothing but the worker's number and the date: whoever makes
 * the same day again makes the same bytes, and the ledger absorbs them. The letters carry the
 * instants at which a terminal at the door would have sent them.
 */
final class DemoMonth {
  /** Where all of the demo works. */
  static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");

  /** Any; another one makes another bakery. */
  private static final long SEED = 0x504f_4e54_4fL;

  // In percent of the working days of a worker.
  private static final int ABSENT = 3;
  private static final int LATE = 5;
  private static final int OVERTIME = 6;
  private static final int FORGOTTEN = 2;
  private static final int DOUBLE_TAP = 1;
  private static final int OFFLINE = 3;

  /** After every shift has ended: then the terminal without signal hands in what it kept. */
  private static final LocalTime HANDED_IN = LocalTime.NOON;

  /** Of two taps of one hand. */
  private static final int TAP_SECONDS = 25;

  private static final DateTimeFormatter AT = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

  private final Principal sender;
  private final List<String> cpfs;

  /** Presses of these workers, in the order of their numbers. */
  DemoMonth(Principal sender, List<String> cpfs) {
    this.sender = sender;
    this.cpfs = List.copyOf(cpfs);
  }

  /** One press as JSON; {@code receivedAt} is when its letter reached the door. */
  private record Press(Instant receivedAt, String json) {}

  /** The letters of the shifts that begin on this day, in the order of their arrival. */
  List<Letter> letters(LocalDate day) {
    var byArrival = new TreeMap<Instant, List<String>>();
    for (var number = 1; number <= cpfs.size(); number++) {
      for (var press : presses(number, day)) {
        byArrival.computeIfAbsent(press.receivedAt(), _ -> new ArrayList<>()).add(press.json());
      }
    }
    var letters = new ArrayList<Letter>();
    byArrival.forEach((receivedAt, presses) -> {
      for (var from = 0; from < presses.size(); from += ShapeReader.PUNCHES_MAX) {
        var to = Math.min(presses.size(), from + ShapeReader.PUNCHES_MAX);
        letters.add(letter(day, receivedAt, from, presses.subList(from, to)));
      }
    });
    return letters;
  }

  private Letter letter(LocalDate day, Instant receivedAt, int part, List<String> presses) {
    var random =
        new SplittableRandom(
            SEED ^ (((receivedAt.toEpochMilli() * 31 + day.toEpochDay()) * 31) + part));
    return new Letter(
        id(receivedAt, random).toString(),
        sender,
        receivedAt,
        null,
        "127.0.0.1",
        null,
        "{\"punches\":[" + String.join(",", presses) + "]}");
  }

  private List<Press> presses(int number, LocalDate day) {
    var random = new SplittableRandom(SEED ^ (number * 1_000_003L + day.toEpochDay()));
    var instants = instants(Shift.of(number), number, day, random);
    var offline = random.nextInt(100) < OFFLINE;
    var presses = new ArrayList<Press>();
    for (var local : instants) {
      var at = local.atZone(ZONE);
      // On-line is within a minute; a terminal gathers what is pressed within one.
      var receivedAt =
          offline
              ? day.plusDays(1).atTime(HANDED_IN).atZone(ZONE).toInstant()
              : at.toInstant().truncatedTo(ChronoUnit.MINUTES).plusSeconds(30);
      presses.add(
          new Press(
              receivedAt,
              Json.object(json -> {
                json.text("id", id(at.toInstant(), random).toString())
                    .text("at", AT.format(at.toOffsetDateTime()))
                    .text("zone", ZONE.getId())
                    .text("collector", "kiosk")
                    .text("worker", cpfs.get(number - 1));
                if (offline) {
                  json.flag("offline", true);
                  clock(json, random);
                }
              })));
    }
    return presses;
  }

  /** Most devices can prove their clock, some cannot, and now and then one was set. */
  private static void clock(Json json, SplittableRandom random) {
    var wallMillis = random.nextInt(600_000, 20_000_000);
    var dice = random.nextInt(10);
    if (dice < 3) {
      return;
    }
    var setBack = dice == 3 ? 300_000 : 0;
    json.object(
        "evidence",
        evidence ->
            evidence.object(
                "clock",
                clock ->
                    clock
                        .number("offsetMillis", 0)
                        .number("monotonicMillis", wallMillis + setBack)
                        .number("wallMillis", wallMillis)));
  }

  private static List<LocalDateTime> instants(
      Shift shift, int number, LocalDate day, SplittableRandom random) {
    var week = day.getDayOfWeek();
    var saturdays = number % 7 == 3;
    var off = week == DayOfWeek.SUNDAY || (week == DayOfWeek.SATURDAY && !saturdays);
    if (off || random.nextInt(100) < ABSENT) {
      return List.of();
    }
    var start = day.atTime(shift.start);
    var first = around(start, 8, random);
    if (random.nextInt(100) < LATE) {
      first = first.plusMinutes(random.nextInt(15, 75));
    }
    var instants = new ArrayList<>(List.of(first));
    if (week == DayOfWeek.SATURDAY) {
      instants.add(around(start.plusHours(4).plusMinutes(10), 8, random));
    } else {
      var meal = around(start.plusMinutes(shift.untilMeal.toMinutes()), 9, random);
      instants.add(meal);
      instants.add(around(meal.plusMinutes(60), 4, random));
      var end = around(start.plusHours(9).plusMinutes(4), 7, random);
      var longer = random.nextInt(100) < OVERTIME ? random.nextInt(30, 120) : 0;
      instants.add(end.plusMinutes(longer));
    }
    if (random.nextInt(100) < FORGOTTEN) {
      instants.remove(random.nextInt(instants.size()));
    }
    if (random.nextInt(100) < DOUBLE_TAP) {
      instants.add(1, instants.getFirst().plusSeconds(TAP_SECONDS));
    }
    return instants;
  }

  private static LocalDateTime around(LocalDateTime time, int minutes, SplittableRandom random) {
    return time.plusSeconds(random.nextInt(-minutes * 60, minutes * 60));
  }

  /** A UUID of version 7 (RFC 9562). */
  private static UUID id(Instant at, SplittableRandom random) {
    var high = (at.toEpochMilli() << 16) | 0x7000L | random.nextLong(1 << 12);
    var low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /** When a worker begins, and how long before the meal. */
  private enum Shift {
    OFFICE(8, 0, 240),
    SHOP(9, 0, 240),
    BAKERY(4, 0, 270),
    AFTERNOON(13, 20, 280),
    NIGHT(22, 0, 240);

    private final LocalTime start;
    private final Duration untilMeal;

    Shift(int hour, int minute, int untilMealMinutes) {
      start = LocalTime.of(hour, minute);
      untilMeal = Duration.ofMinutes(untilMealMinutes);
    }

    static Shift of(int number) {
      return switch (number % 10) {
        case 0 -> NIGHT;
        case 1, 2 -> BAKERY;
        case 3, 4 -> AFTERNOON;
        case 5, 6 -> SHOP;
        default -> OFFICE;
      };
    }
  }
}
