package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;

/** What the door answered. */
record Answer(int status, HttpHeaders headers, String body) {
  /** The same answer, which must have this status. */
  Answer expect(int wanted) {
    assertThat(status).as(body).isEqualTo(wanted);
    return this;
  }

  Map<String, Object> json() {
    return JsonTree.object(JsonTree.read(body));
  }

  /** A field of the object, as text. */
  String text(String field) {
    var value = json().get(field);
    assertThat(value).as("%s in %s", field, body).isNotNull();
    return String.valueOf(value);
  }

  List<Map<String, Object>> items() {
    var items = json().get("items");
    assertThat(items).as(body).isInstanceOf(List.class);
    return ((List<?>) items).stream().map(JsonTree::object).toList();
  }

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /** The same answer, which must be a problem of this status that says what to do. */
  Answer problem(int wanted) {
    expect(wanted);
    assertThat(header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(text("type")).startsWith("urn:ponto:problem:");
    assertThat(text("status")).isEqualTo(Integer.toString(wanted));
    assertThat(text("title")).isNotBlank();
    assertThat(text("detail")).isNotBlank();
    assertThat(text("remedy")).isNotBlank();
    if (text("type").endsWith(":malformed")) {
      assertThat(json()).containsKey("field");
    }
    if (wanted == 503 || wanted == 429) {
      assertThat(header("Retry-After")).matches("[1-9][0-9]*");
    }
    return this;
  }
}
