package ponto.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small bodies are read as the contract has them, or refused with the place that is wrong. */
class BodyTest {
  private static final Set<String> FIELDS = Set.of("login", "password", "receipts", "admin");

  @Test
  void texts_lists_and_an_object_inside_are_read() {
    var body =
        Body.of(
            """
            {"login":"zé","receipts":["a","b"],"admin":{"login":"chefe","password":"p~/"}}
            """,
            FIELDS);

    assertThat(body.text("login", 2)).isEqualTo("zé");
    assertThat(body.optionalText("password", 10)).isEmpty();
    assertThat(body.texts("receipts", 2, 1)).containsExactly("a", "b");
    assertThat(body.object("admin", Set.of("login", "password")).text("password", 3))
        .isEqualTo("p~/");
  }

  @Test
  void a_flag_is_true_or_false_and_nothing_like_it() {
    assertThat(Body.of("{\"admin\":true}", FIELDS).flag("admin")).isTrue();
    assertThat(Body.of("{\"admin\":false}", FIELDS).flag("admin")).isFalse();
    for (var json : List.of("{}", "{\"admin\":\"true\"}", "{\"admin\":1}", "{\"admin\":null}")) {
      var problem = refused(json, body -> String.valueOf(body.flag("admin")));
      assertThat(problem.response().body()).as(json).contains("\"field\":\"/admin\"");
    }
  }

  @Test
  void a_text_that_may_be_empty_may_be_left_out_but_not_be_too_long_or_something_else() {
    assertThat(Body.of("{}", FIELDS).textOrEmpty("login", 2)).isEmpty();
    assertThat(Body.of("{\"login\":\"\"}", FIELDS).textOrEmpty("login", 2)).isEmpty();
    assertThat(Body.of("{\"login\":\"zé\"}", FIELDS).textOrEmpty("login", 2)).isEqualTo("zé");
    for (var json : List.of("{\"login\":\"abc\"}", "{\"login\":false}")) {
      var problem = refused(json, body -> body.textOrEmpty("login", 2));
      assertThat(problem.response().body()).as(json).contains("\"field\":\"/login\"");
    }
  }

  @Test
  void a_character_outside_the_basic_plane_counts_once() {
    assertThat(Body.of("{\"login\":\"\uD83D\uDE00\"}", FIELDS).text("login", 1)).hasSize(2);
  }

  @Test
  void an_empty_list_is_a_list() {
    assertThat(Body.of("{\"receipts\":[]}", FIELDS).texts("receipts", 1, 1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"login\"",
        "1",
        "{",
        "{\"login\"",
        "{\"login\":",
        "{\"login\":\"a\"",
        "{\"login\":\"a\",}",
        "{'login':'a'}",
        "{login:\"a\"}",
        "{\"login\":\"a\"}{}",
        "{\"login\":\"a\"} x",
        "{\"login\":\"a\"},",
        "\uFEFF{\"login\":\"a\"}",
        "{\"login\":\"a\\x\"}",
        "{\"login\":\"a\nb\"}",
        "{\"login\":NaN}",
        "{/* */\"login\":\"a\"}",
        "{\"admin\":{\"admin\":{\"admin\":{}}}}",
      })
  void what_is_not_one_json_object_is_refused(String json) {
    var problem = refused(json, body -> body.text("login", 9));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.response().body()).contains("urn:ponto:problem:malformed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"login":1}                             | /login
          {"login":null}                          | /login
          {"login":true}                          | /login
          {"login":["a"]}                         | /login
          {"login":{}}                            | /login
          {"login":""}                            | /login
          {"login":"1234567890"}                  | /login
          {"login":"a\\u0000"}                    | /login
          {"login":"a\\nb"}                       | /login
          {"login":"\\ud800"}                     | /login
          {"login":"a","login":"b"}               | /login
          {"password":"a"}                        | /login
          {"login":"a","colour":"red"}            | /colour
          {"login":"a","a/b~c":"red"}             | /a~1b~0c
          {"login":"a","receipts":"a"}            | /receipts
          {"login":"a","receipts":{}}             | /receipts
          {"login":"a","receipts":["a","b","c"]}  | /receipts
          {"login":"a","receipts":["a",1]}        | /receipts/1
          {"login":"a","receipts":["a",""]}       | /receipts/1
          {"login":"a","receipts":["a","bb"]}     | /receipts/1
          {"login":"a","receipts":[["a"]]}        | /receipts/0
          {"login":"a","receipts":[],"admin":"a"} | /admin
          {"login":"a","receipts":[],"admin":[]}  | /admin
          {"login":"a","receipts":[]}             | /admin
          {"login":"a","receipts":[],"admin":{}}  | /admin/login
          {"login":"a","receipts":[],"admin":{"login":"a","x":"b"}} | /admin/x
          {"login":"a","receipts":[],"admin":{"login":"a","login":"b"}} | /admin/login
          """)
  void the_field_that_is_wrong_is_named(String json, String pointer) {
    var problem =
        refused(
            json,
            body ->
                body.text("login", 9)
                    + body.texts("receipts", 2, 1)
                    + body.object("admin", Set.of("login")).text("login", 9));

    assertThat(problem.response().body()).contains("\"field\":\"" + pointer + "\"");
  }

  @Test
  void nothing_that_was_sent_is_repeated_but_the_name_of_a_field() {
    var problem = refused("{\"login\":\"a\",\"password\": segredo}", body -> "");

    assertThat(problem.response().body()).doesNotContain("segredo").contains("column 26");
  }

  @Test
  void a_body_beyond_the_limit_is_not_even_parsed() {
    var problem = refused("{\"login\":\"" + "a".repeat(Body.LENGTH_MAX) + "\"}", body -> "");

    assertThat(problem).hasMessageContaining("longer than");
  }

  @Test
  void deep_nesting_ends_at_the_limit() {
    assertThat(refused("[".repeat(60_000), body -> "").status()).isEqualTo(400);
    assertThat(refused("{\"receipts\":" + "[".repeat(60_000), body -> "").status()).isEqualTo(400);
    assertThat(refused("{\"admin\":".repeat(6_000), body -> ""))
        .hasMessageContaining("nested too deeply");
  }

  private static Problem refused(String json, Function<Body, String> reading) {
    return catchThrowableOfType(
        Problem.class, () -> assertThat(reading.apply(Body.of(json, FIELDS))).isNull());
  }
}
