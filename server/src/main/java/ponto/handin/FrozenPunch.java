package ponto.handin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.Set;
import ponto.punch.StrictUtf8;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One punch as it was frozen at the press: exactly one JSON object, sent byte for byte. Whether it
 * has the contract's shape is the server's question.
 *
 * @param text the frozen text
 * @param at its instant as it stands there, for people to recognise it; empty when there is none
 * @param namesPerson whether it says itself whose it is
 * @param bare whether it has no field at all
 */
record FrozenPunch(String text, String at, boolean namesPerson, boolean bare) {
  /** The ways in which a collector names somebody. */
  private static final Set<String> PERSON = Set.of("worker", "badge", "registration");

  private static final JsonFactory FACTORY = new JsonFactory();

  /** The punch that the text is; empty when it is not one JSON object and nothing else. */
  static Optional<FrozenPunch> of(String text) {
    var at = "";
    var namesPerson = false;
    var bare = true;
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), text.toCharArray())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (var name = json.nextName(); name != null; name = json.nextName()) {
        bare = false;
        namesPerson |= PERSON.contains(name);
        if (json.nextToken() == JsonToken.VALUE_STRING && name.equals("at")) {
          at = json.getString();
        }
        json.skipChildren();
      }
      if (json.nextToken() != null || !isWhole(text)) {
        return Optional.empty();
      }
      return Optional.of(new FrozenPunch(text, at, namesPerson, bare));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** Half a character has no bytes: what would be sent is not what was pressed. */
  private static boolean isWhole(String text) {
    var bytes = text.getBytes(UTF_8);
    return StrictUtf8.decode(bytes).filter(text::equals).isPresent();
  }

  /** The same punch, which now says whose it is; nothing else is changed. */
  String of(Cpf cpf) {
    var end = text.lastIndexOf('}');
    return text.substring(0, end)
        + (bare ? "" : ",")
        + "\"worker\":\""
        + cpf.digits()
        + "\""
        + text.substring(end);
  }

  /** Eleven digits; whether they can be a CPF is the server's question. */
  record Cpf(String digits) {
    Cpf {
      if (!digits.matches("[0-9]{11}")) {
        throw new IllegalArgumentException("not 11 digits");
      }
    }
  }
}
