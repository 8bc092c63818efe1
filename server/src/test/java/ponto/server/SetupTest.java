package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first start: one token, one employer, once. */
final class SetupTest {
  private static String body(String token, Map<String, String> changes) {
    var body =
        """
        {"token":"TOKEN","employer":{"document":"11444777000161","name":"Fictícia São João",\
        "place":"Rua A, 1","zone":"America/Sao_Paulo","responsibleCpf":"11144477735"},\
        "admin":{"login":"Chefe","password":"ten-letters","name":"Chefe Fictícia"}}\
        """
            .replace("TOKEN", token);
    for (var change : changes.entrySet()) {
      body = body.replace(change.getKey(), change.getValue());
    }
    return body;
  }

  @Test
  void the_one_time_token_makes_the_first_employer_and_its_admin_once() throws Exception {
    try (var site = Site.empty()) {
      var token = String.valueOf(site.setupToken());
      assertThat(site.nobody().get("/config.json").json()).containsEntry("setup", true);
      var nobody = site.nobody();
      nobody.post("/v1/setup", body("wrong", Map.of())).problem(403);
      assertThat(place(nobody, token, "11444777000161", "11444777000162"))
          .isEqualTo("/employer/document");
      assertThat(place(nobody, token, "11144477735", "11144477736"))
          .isEqualTo("/employer/responsibleCpf");
      assertThat(place(nobody, token, "America/Sao_Paulo", "Nowhere")).isEqualTo("/employer/zone");
      assertThat(place(nobody, token, "ten-letters", "nine-long")).isEqualTo("/admin/password");
      assertThat(site.ask("SELECT count(*) FROM employer")).isEqualTo("0");

      var made = nobody.post("/v1/setup", body(token, Map.of())).expect(201);
      assertThat(JsonTree.object(made.json().get("employer")))
          .containsEntry("document", "11444777000161")
          .containsEntry("name", "Fictícia São João");
      assertThat(made.text("login")).isEqualTo("chefe");
      var me = nobody.signIn("CHEFE", "ten-letters").get("/v1/me").expect(200);
      assertThat(me.json()).containsEntry("role", "admin").containsEntry("name", "Chefe Fictícia");
      assertThat(site.ask("SELECT type FROM ledger WHERE nsr = 1")).isEqualTo("2");
      assertThat(
              site.ask(
                  "SELECT string_agg(action || ' ' || about, ', ' ORDER BY number) FROM audit"))
          .isEqualTo("create-employer employer, create-user user chefe");

      nobody.post("/v1/setup", body(token, Map.of())).problem(403);
      assertThat(site.ask("SELECT count(*) FROM employer")).isEqualTo("1");
      assertThat(site.setupToken()).isNull();
      assertThat(nobody.get("/config.json").json()).doesNotContainEntry("setup", true);
    }
  }

  /** Where a set-up with one thing wrong is told to be wrong. */
  private static String place(Caller nobody, String token, String right, String wrong) {
    return nobody.post("/v1/setup", body(token, Map.of(right, wrong))).problem(400).text("field");
  }
}
