package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.access.Role;
import ponto.api.Json;

/** What the admin decides for everybody of the employer, and the clock that everybody may read. */
final class SettingsTest {
  private static final Map<String, Object> NOT_WANTED = Map.of("wanted", false, "purpose", "");
  private static final String PURPOSE =
      "Só para saber em qual obra você está — 現場. Não é guardado.";

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static SecondEmployer second;

  @BeforeAll
  static void open() throws Exception {
    site = Site.demo();
    second = SecondEmployer.on(site);
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static Answer put(Caller admin, boolean wanted, String purpose) {
    return admin.put(
        "/v1/settings",
        Json.object(json ->
            json.object("place", place -> place.flag("wanted", wanted).text("purpose", purpose))));
  }

  private static Object place(Caller caller, String path) {
    return JsonTree.object(caller.get(path).expect(200).json().get("place"));
  }

  @Test
  void the_place_is_not_wanted_until_the_admin_says_so_and_then_everybody_of_the_employer_knows() {
    var everybody = List.of(site.worker(1), site.as("coletor"), site.as("rh"), site.as("admin"));
    var others = List.of(second.worker(), second.as(Role.ADMIN));
    for (var caller : everybody) {
      assertThat(place(caller, "/v1/me")).isEqualTo(NOT_WANTED);
    }
    assertThat(place(site.as("admin"), "/v1/settings")).isEqualTo(NOT_WANTED);

    var wanted = Map.of("wanted", true, "purpose", PURPOSE);
    assertThat(
            JsonTree.object(put(site.as("admin"), true, PURPOSE).expect(200).json().get("place")))
        .isEqualTo(wanted);

    for (var caller : everybody) {
      assertThat(place(caller, "/v1/me")).isEqualTo(wanted);
    }
    assertThat(place(site.as("admin"), "/v1/settings")).isEqualTo(wanted);
    for (var caller : others) {
      assertThat(place(caller, "/v1/me")).isEqualTo(NOT_WANTED);
    }
    assertThat(place(second.as(Role.ADMIN), "/v1/settings")).isEqualTo(NOT_WANTED);

    put(second.as(Role.ADMIN), true, "dos outros").expect(200);
    put(site.as("admin"), false, "").expect(200);

    assertThat(place(site.worker(1), "/v1/me")).isEqualTo(NOT_WANTED);
    assertThat(place(second.worker(), "/v1/me"))
        .isEqualTo(Map.of("wanted", true, "purpose", "dos outros"));
  }

  @Test
  void what_cannot_be_shown_to_people_is_refused_with_its_field() {
    var admin = site.as("admin");
    var before = place(admin, "/v1/settings");
    var purposes =
        List.of(
            "",
            " ",
            "\u00a0",
            "...",
            "a\nb",
            "\u0000",
            "\u202etxt",
            "a\u2028b",
            "\ue000",
            "x".repeat(201));
    for (var purpose : purposes) {
      var problem = put(admin, true, purpose).problem(400);
      assertThat(problem.text("field")).isEqualTo("/place/purpose");
      assertThat(problem.text("remedy")).isNotBlank();
    }
    var bodies =
        Map.of(
            "{}", "/place",
            "{\"place\":true}", "/place",
            "{\"place\":{}}", "/place/wanted",
            "{\"place\":{\"wanted\":\"true\",\"purpose\":\"x\"}}", "/place/wanted",
            "{\"place\":{\"wanted\":true}}", "/place/purpose",
            "{\"place\":{\"wanted\":false,\"purpose\":1}}", "/place/purpose",
            "{\"place\":{\"wanted\":false,\"where\":\"x\"}}", "/place/where");
    bodies.forEach((body, field) ->
        assertThat(admin.put("/v1/settings", body).problem(400).text("field")).isEqualTo(field));
    assertThat(place(admin, "/v1/settings")).isEqualTo(before);
  }

  @Test
  void two_hundred_characters_are_two_hundred_whatever_they_take() {
    var admin = site.as("admin");
    var longest = "\ud835\udc1a".repeat(200);
    put(admin, true, longest).expect(200);
    assertThat(place(site.worker(2), "/v1/me"))
        .isEqualTo(Map.of("wanted", true, "purpose", longest));
    put(admin, false, "").expect(200);
  }

  @Test
  void anybody_may_read_the_clock_and_no_cache_keeps_it() {
    var before = Main.CLOCK.millis();
    var answer = site.nobody().get("/v1/clock").expect(200);
    var after = Main.CLOCK.millis();
    assertThat(Long.parseLong(answer.text("epochMillis"))).isBetween(before, after);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.json()).containsOnlyKeys("epochMillis");
  }
}
