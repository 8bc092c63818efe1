package ponto.punch;

import static ponto.punch.Tree.members;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import ponto.punch.Tree.Elements;
import ponto.punch.Tree.Leaf;
import ponto.punch.Tree.Member;
import ponto.punch.Tree.Members;

/** Makes bodies from a seed: such as the contract wants, bent ones and broken ones. */
public final class Bodies {
  private static final List<String> NAMES =
      List.of(
          "punches",
          "id",
          "at",
          "zone",
          "offline",
          "collector",
          "worker",
          "badge",
          "evidence",
          "registration",
          "place",
          "clock",
          "latitude",
          "offsetMillis",
          "device",
          "cpf",
          "Id",
          "");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "-0.0",
          "0e0",
          "1",
          "-1",
          "90",
          "90.0",
          "9e1",
          "0.9e+2",
          "900E-1",
          "91",
          "90.00000000000000000000000001",
          "89.99999999999999999999999999",
          "-90",
          "-90.0000001",
          "180",
          "-180.1",
          "1000000",
          "1e6",
          "1.0000001e6",
          "10000000000000",
          "1e13",
          "1.0E+13",
          "10000000000001",
          "10000000000000.5",
          "-1e13",
          "-1.00000000000001e13",
          "1e400",
          "-1e400",
          "1e-400",
          "9".repeat(18),
          "9".repeat(19),
          "9".repeat(1200),
          "0." + "0".repeat(1200) + "1",
          "1" + "0".repeat(30) + "e-30",
          "0.0001e5",
          "1e999999999",
          "1e-999999999");

  private static final List<String> LEAVES =
      List.of(
          "null",
          "true",
          "false",
          "{}",
          "[]",
          "\"\"",
          "[[]]",
          "{\"a\":{\"a\":1,\"a\":2}}",
          "\"true\"",
          "\"browser\"",
          "\"kiosk \"",
          "\"Browser\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"é\"",
          "\"😀\"",
          "\"a\\nb\"",
          "\"abc\\n\"",
          "\"\u007f\"",
          "\"~\"",
          "\" \"",
          "\"52998224725\"",
          "\"2026-02-30T24:00:60Z\"",
          "\"2026-11-22t08:01:37Z\"",
          "\"2026-11-22T08:01:37.Z\"",
          "\"2026-11-22T08:01:37.1234567890Z\"",
          "\"2026-11-22T08:01:37\"",
          "\"2026-11-22T08:01:37+0300\"",
          "\"2026-11-22T08:01:37Z \"",
          "\"2026-11-22T08:01:37+99:99\"",
          "\"0199a6f3-5b1c-7d2e-8f00-0123456789ab\\n\"",
          "\"0199a6f3-5b1c-9d2e-8f00-0123456789ab\"",
          "\"0199a6f3-5b1c-7d2e-cf00-0123456789ab\"",
          "\"00000000-0000-0000-0000-000000000000\"",
          "\"" + "x".repeat(32) + "\"",
          "\"" + "x".repeat(33) + "\"",
          "\"" + "x".repeat(40) + "\"",
          "\"" + "x".repeat(41) + "\"",
          "\"" + "x".repeat(64) + "\"",
          "\"" + "x".repeat(65) + "\"",
          "[".repeat(58) + "]".repeat(58),
          "[".repeat(70) + "]".repeat(70),
          "NaN",
          "Infinity",
          "01",
          "1.",
          ".5",
          "+1",
          "0x1",
          "'a'",
          "/**/1",
          "#",
          "-",
          "1e",
          "tru",
          "undefined");

  private static final String NOISE =
      "{}[]\",:\\u0123456789.+-eENaNtrufalsn/*#'\n\t\0 \u0085\u00a0é\ufeff";

  private final SplittableRandom random;

  public Bodies(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A body that has the contract's shape. */
  public String wellFormed() {
    return Tree.render(letter(), random);
  }

  /** A body with some of its keys and values changed: often JSON, seldom of the shape. */
  public String bent() {
    var letter = letter();
    for (var i = random.nextInt(1, 4); i > 0; i--) {
      bend(letter);
    }
    return Tree.render(letter, random);
  }

  /** A body with some of its characters changed: seldom JSON. */
  public String broken() {
    var text = new StringBuilder(random.nextInt(4) == 0 ? bent() : wellFormed());
    for (var i = random.nextInt(1, 4); i > 0; i--) {
      var at = random.nextInt(text.length() + 1);
      var end = Math.min(text.length(), at + random.nextInt(1, 4));
      switch (random.nextInt(6)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.replace(at, end, noise());
        case 2 -> text.insert(at, text.substring(at, end));
        case 3 -> text.append(random.nextBoolean() ? noise() : text.toString());
        case 4 -> text.setLength(at);
        default -> text.insert(at, noise());
      }
    }
    return text.toString();
  }

  private String noise() {
    return String.valueOf(NOISE.charAt(random.nextInt(NOISE.length())));
  }

  private Members letter() {
    var punches = new ArrayList<Tree>();
    for (var i = random.nextInt(30) == 0 ? 100 : random.nextInt(1, 4); i > 0; i--) {
      punches.add(punch());
    }
    return members("punches", new Elements(punches));
  }

  private Members punch() {
    var punch =
        members(
            "id", quoted(id()),
            "at", quoted(at()),
            "zone", quoted(oneOf(List.of("America/Sao_Paulo", "Etc/GMT+3", "UTC", "No/Where"))),
            "collector", quoted(oneOf(List.of("app", "browser", "desktop", "kiosk", "api"))));
    maybe(punch, "offline", new Leaf(oneOf(List.of("true", "false"))));
    maybe(punch, "worker", quoted(oneOf(List.of("52998224725", "52998224726"))));
    maybe(punch, "badge", quoted("B\"\\/ ~" + random.nextInt()));
    maybe(punch, "registration", quoted("x".repeat(random.nextInt(1, 41))));
    maybe(punch, "evidence", evidence());
    return punch;
  }

  private Members evidence() {
    var evidence = members();
    var place = members("latitude", number(90), "longitude", number(180));
    maybe(place, "accuracyMeters", new Leaf("12.5"));
    var clock = members("offsetMillis", number(1e13));
    maybe(clock, "monotonicMillis", new Leaf("1234.567"));
    maybe(clock, "wallMillis", number(5_000));
    maybe(evidence, "place", place);
    maybe(evidence, "clock", clock);
    maybe(evidence, "device", quoted("d".repeat(random.nextInt(1, 65))));
    maybe(evidence, "app", quoted("1.2.3"));
    return evidence;
  }

  private void maybe(Members members, String name, Tree value) {
    if (random.nextBoolean()) {
      members.members().add(random.nextInt(members.members().size() + 1), new Member(name, value));
    }
  }

  private Leaf number(double bound) {
    return new Leaf(Double.toString(random.nextDouble(-bound, bound)));
  }

  private Leaf quoted(String text) {
    return new Leaf(Tree.quote(text, random));
  }

  private String id() {
    var id = new UUID(random.nextLong(), random.nextLong()).toString();
    var version = Integer.toString(random.nextInt(1, 9));
    var made = id.substring(0, 14) + version + id.substring(15, 19) + "9" + id.substring(20);
    return random.nextBoolean() ? made : made.toUpperCase(java.util.Locale.ROOT);
  }

  private String at() {
    return "%s-%02d-%02dT%02d:%02d:%02d%s%s"
        .formatted(
            random.nextInt(10) == 0 ? "1970" : "2026",
            random.nextInt(14),
            random.nextInt(1, 32),
            random.nextInt(25),
            random.nextInt(60),
            random.nextInt(61),
            oneOf(List.of("", ".1", ".123", ".123456789")),
            oneOf(List.of("Z", "-03:00", "+05:45", "+00:00")));
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** Goes down at random and changes what it finds there. */
  private void bend(Tree tree) {
    switch (tree) {
      case Members(var members) -> bendMembers(members);
      case Elements(var elements) -> bendElements(elements);
      case Leaf _ -> {}
    }
  }

  private void bendMembers(List<Member> members) {
    if (members.isEmpty()) {
      members.add(new Member(oneOf(NAMES), leaf()));
      return;
    }
    var place = random.nextInt(members.size());
    var member = members.get(place);
    if (random.nextInt(3) > 0 && !(member.value() instanceof Leaf)) {
      bend(member.value());
      return;
    }
    switch (random.nextInt(7)) {
      case 0 -> members.remove(place);
      case 1 -> members.set(place, new Member(oneOf(NAMES), member.value()));
      case 2 -> members.add(new Member(member.name(), leaf()));
      case 3 -> members.add(new Member(member.name(), Tree.copy(member.value())));
      case 4 -> members.addFirst(new Member(member.name(), leaf()));
      case 5 -> members.add(new Member(oneOf(NAMES), leaf()));
      default -> members.set(place, new Member(member.name(), changed(member.value())));
    }
  }

  private void bendElements(List<Tree> elements) {
    if (!elements.isEmpty() && random.nextInt(4) > 0) {
      bend(elements.get(random.nextInt(elements.size())));
      return;
    }
    switch (random.nextInt(3)) {
      case 0 -> elements.clear();
      case 1 -> elements.add(leaf());
      default -> {
        for (var size = random.nextInt(99, 103); elements.size() < size; ) {
          elements.add(punch());
        }
      }
    }
  }

  private Leaf leaf() {
    return new Leaf(oneOf(random.nextBoolean() ? LEAVES : NUMBERS));
  }

  /** Another value, or nearly the same. */
  private Tree changed(Tree value) {
    if (!(value instanceof Leaf(var text)) || random.nextInt(3) == 0) {
      return leaf();
    }
    var at = random.nextInt(text.length());
    var c = (char) random.nextInt(' ', 0x80);
    return new Leaf(text.substring(0, at) + c + text.substring(at + random.nextInt(2)));
  }
}
