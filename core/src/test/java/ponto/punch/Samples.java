package ponto.punch;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Bodies written by hand: everything that the contract allows or forbids by name. */
public final class Samples {
  /** Nothing but what is required. */
  public static final String MINIMAL =
      """
      {"id":"0199a6f3-5b1c-7d2e-8f00-0123456789ab","at":"2026-11-22T08:01:37.123-03:00",\
      "zone":"America/Sao_Paulo","collector":"browser"}\
      """;

  /** Every field, though no collector may name one person thrice. */
  public static final String FULL =
      """
      {"id":"0199A6F3-5B1C-7D2E-8F00-0123456789AB","at":"2026-11-22T08:01:37.123456789-03:00",\
      "zone":"America/Sao_Paulo","offline":true,"collector":"kiosk","worker":"52998224725",\
      "badge":"B 1","registration":"000123","evidence":{"place":{"latitude":-23.55,\
      "longitude":-46.63,"accuracyMeters":12.5},"clock":{"offsetMillis":-1200,\
      "monotonicMillis":60000.5,"wallMillis":60000},"device":"tablet-1","app":"1.0.0"}}\
      """;

  private Samples() {}

  /** A letter of these items. */
  public static String letter(String... items) {
    return "{\"punches\":[" + String.join(",", items) + "]}";
  }

  /** A letter of one minimal punch with one field more, or set to another value. */
  public static String with(String name, String value) {
    return letter(item(Map.of(name, value)));
  }

  /** A minimal punch with these fields more, or set to other values. */
  public static String item(Map<String, String> changes) {
    var fields = new TreeMap<String, String>();
    fields.put("id", "\"0199a6f3-5b1c-7d2e-8f00-0123456789ab\"");
    fields.put("at", "\"2026-11-22T08:01:37.123-03:00\"");
    fields.put("zone", "\"America/Sao_Paulo\"");
    fields.put("collector", "\"browser\"");
    fields.putAll(changes);
    return fields.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** Bodies of the contract's shape. */
  public static Stream<String> accepted() {
    return Stream.of(
            Stream.of(
                letter(MINIMAL),
                letter(FULL, MINIMAL),
                " \t\r\n" + letter(MINIMAL) + "\n\n",
                letter(many(100)),
                "{\"punches\":1,\"punches\":[" + MINIMAL + "]}",
                "{\"\\u0070unches\":[" + MINIMAL + "]}",
                letter(MINIMAL.replace("\"id\"", "\"id\":5,\"id\"")),
                letter(FULL.replace("\"evidence\"", "\"evidence\":{\"x\":[1]},\"evidence\"")),
                "{\"punches\":"
                    + "[".repeat(63)
                    + "]".repeat(63)
                    + ",\"punches\":["
                    + MINIMAL
                    + "]}"),
            each(
                "at",
                "\"2026-02-30T24:60:60Z\"",
                "\"1970-01-01T00:00:00+99:99\"",
                "\"0000-00-00T00:00:00.1-00:00\""),
            each(
                "id",
                "\"0199a6f3-5b1c-1d2e-8f00-0123456789ab\"",
                "\"0199a6f3-5b1c-8d2e-Bf00-0123456789AB\"",
                "\"\\u0030199a6f3-5b1c-4d2e-af00-0123456789ab\""),
            each("zone", "\"No/Where\"", "\"Etc/GMT+3\"", "\"" + "a".repeat(40) + "\""),
            each("worker", "\"00000000000\""),
            each("badge", "\" \"", "\"\\\"\\\\\\/\"", "\"" + "~".repeat(40) + "\""),
            each("offline", "true", "false"),
            each("evidence", "{}", "{\"app\":\"" + "1".repeat(32) + "\"}"),
            latitude(
                "90",
                "9e1",
                "-90.000",
                "0.9E+2",
                "-0",
                "1e-400",
                "1" + "0".repeat(1500) + "e-1500"),
            offset("10000000000000", "-1e13", "0.5", "-0.0"))
        .flatMap(bodies -> bodies);
  }

  /** Bodies that have not the contract's shape. */
  public static Stream<String> refused() {
    return Stream.concat(refusedWhole(), refusedForOneField());
  }

  private static Stream<String> refusedWhole() {
    return Stream.of(
            Stream.of("", " ", "null", "[]", "{}", "1", "\"\"", "{\"punches\":null}", "\ufeff{}"),
            Stream.of("{\"punches\":{}}", letter(), letter(many(101)), letter("1"), letter("null")),
            Stream.of(letter(MINIMAL) + "{}", letter(MINIMAL) + "x", letter(MINIMAL) + ","),
            Stream.of(
                letter(MINIMAL) + "\0", "\u00a0" + letter(MINIMAL), letter(MINIMAL) + "\ufeff"),
            Stream.of("{\"punches\":[" + MINIMAL + "],}", "{\"punches\":[" + MINIMAL + ",]}"),
            Stream.of("{'punches':[" + MINIMAL + "]}", "{punches:[" + MINIMAL + "]}"),
            Stream.of("/**/" + letter(MINIMAL), letter(MINIMAL) + "//", "#\n" + letter(MINIMAL)),
            Stream.of(
                "{\"punches\":[" + MINIMAL + "],\"more\":1}", "{\"Punches\":[" + MINIMAL + "]}"),
            Stream.of("{\"punches\":[" + MINIMAL + "],\"punches\":[]}"),
            Stream.of("[".repeat(100_000), "{\"a\":".repeat(100_000)),
            Stream.of(
                "{\"punches\":"
                    + "[".repeat(64)
                    + "]".repeat(64)
                    + ",\"punches\":["
                    + MINIMAL
                    + "]}"),
            Stream.of("{\"punches\":[" + MINIMAL, "{\"punches", "{\"punches\":[{\"id\":\"0199"))
        .flatMap(bodies -> bodies);
  }

  private static Stream<String> refusedForOneField() {
    return Stream.of(
            without("id", "at", "zone", "collector"),
            Stream.of("id", "at", "zone", "collector", "offline", "worker", "badge", "evidence")
                .flatMap(name -> each(name, "null", "1", "[]", "[\"a\"]", "\"\"", "\"é\"", "NaN")),
            each("offline", "\"true\"", "0", "{}", "True"),
            each("cpf", "\"52998224725\""),
            each(
                "id",
                "\"0199a6f3-5b1c-9d2e-8f00-0123456789ab\"",
                "\"0199a6f35b1c7d2e8f000123456789ab\""),
            each(
                "id",
                "\"0199a6f3-5b1c-7d2e-7f00-0123456789ab\"",
                "\"{0199a6f3-5b1c-7d2e-8f00-0123456789}\""),
            each(
                "id",
                "\"0199a6f3-5b1c-0d2e-8f00-0123456789ab\"",
                "\"0199a6f3-5b1c-7d2e-8f00-0123456789ab\\n\""),
            each(
                "at",
                "\"2026-11-22T08:01:37\"",
                "\"2026-11-22 08:01:37Z\"",
                "\"2026-11-22T08:01:37z\""),
            each(
                "at",
                "\"2026-11-22T08:01:37.Z\"",
                "\"2026-11-22T08:01Z\"",
                "\"2026-11-22T08:01:37-0300\""),
            each("at", "\"2026-11-22T08:01:37.1234567890Z\"", "\"+2026-11-22T08:01:37Z\"", "\"Z\""),
            each("at", "\"٢٠٢٦-11-22T08:01:37Z\"", "\"2026-11-22T08:01:37Zx\"", "1795345297123"),
            each(
                "zone",
                "\"America/São_Paulo\"",
                "\"a b\"",
                "\"" + "a".repeat(41) + "\"",
                "\"UTC\\n\""),
            each("collector", "\"Browser\"", "\"browser \"", "\"\"", "\"02\""),
            each(
                "worker", "\"5299822472\"", "\"529.982.247-25\"", "\"٥2998224725\"", "52998224725"),
            each("badge", "\"\\ud800\"", "\"a\\tb\"", "\"\u007f\"", "\"" + "a".repeat(41) + "\""),
            each(
                "evidence",
                "{\"x\":1}",
                "{\"place\":{}}",
                "{\"clock\":{}}",
                "{\"app\":\"a\\u0000\"}"),
            each(
                "evidence",
                "{\"app\":\"" + "1".repeat(33) + "\"}",
                "{\"device\":\"" + "1".repeat(65) + "\"}"),
            latitude(
                "90.0000000000000000000000000001", "91", "-91", "1e400", "9".repeat(1500), "\"1\""),
            latitude(
                "NaN", "Infinity", "-Infinity", "01", "1.", ".5", "+1", "0x1", "1e", "--1", "1_0"),
            offset("10000000000000.1", "1.00000000000001e13", "-1e14", "true", "1e999999999"))
        .flatMap(bodies -> bodies);
  }

  private static Stream<String> each(String name, String... values) {
    return Stream.of(values).map(value -> with(name, value));
  }

  private static Stream<String> without(String... names) {
    return Stream.of(names).map(name -> letter(MINIMAL.replace("\"" + name + "\"", "\"badge\"")));
  }

  private static Stream<String> latitude(String... numbers) {
    return Stream.of(numbers)
        .map(n -> with("evidence", "{\"place\":{\"longitude\":0,\"latitude\":" + n + "}}"));
  }

  private static Stream<String> offset(String... numbers) {
    return Stream.of(numbers)
        .map(n -> with("evidence", "{\"clock\":{\"offsetMillis\":" + n + "}}"));
  }

  private static String[] many(int count) {
    return IntStream.range(0, count).mapToObj(i -> MINIMAL).toArray(String[]::new);
  }
}
