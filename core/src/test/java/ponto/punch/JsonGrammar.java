package ponto.punch;

/**
 * RFC 8259 word for word, as a recogniser: whether a text is exactly one JSON value. Shares nothing
 * with the parser that the product uses.
 */
final class JsonGrammar {
  private final String text;
  private final int depthMax;
  private int at;

  private JsonGrammar(String text, int depthMax) {
    this.text = text;
    this.depthMax = depthMax;
  }

  /**
   * Whether the text is one value, nested no deeper than this, with nothing but space around it.
   */
  static boolean isOneValue(String text, int depthMax) {
    var grammar = new JsonGrammar(text, depthMax);
    return grammar.value(0) && grammar.at == text.length();
  }

  private boolean value(int depth) {
    space();
    if (at >= text.length() || depth > depthMax) {
      return false;
    }
    var right =
        switch (text.charAt(at)) {
          case '{' -> depth < depthMax && members(depth + 1);
          case '[' -> depth < depthMax && elements(depth + 1);
          case '"' -> string();
          case 't' -> word("true");
          case 'f' -> word("false");
          case 'n' -> word("null");
          default -> number();
        };
    space();
    return right;
  }

  private boolean members(int depth) {
    at++;
    space();
    if (eat('}')) {
      return true;
    }
    do {
      space();
      if (!string()) {
        return false;
      }
      space();
      if (!eat(':') || !value(depth)) {
        return false;
      }
    } while (eat(','));
    return eat('}');
  }

  private boolean elements(int depth) {
    at++;
    space();
    if (eat(']')) {
      return true;
    }
    do {
      if (!value(depth)) {
        return false;
      }
    } while (eat(','));
    return eat(']');
  }

  private boolean string() {
    if (!eat('"')) {
      return false;
    }
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) < ' ' || (eat('\\') && !escape())) {
        return false;
      }
      at++;
    }
    return eat('"');
  }

  /** Leaves the text at the escape's last character. */
  private boolean escape() {
    if (at < text.length() && text.charAt(at) == 'u') {
      at += 4;
      return at < text.length()
          && text.substring(at - 3, at + 1)
              .chars()
              .allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }
    return at < text.length() && "\"\\/bfnrt".indexOf(text.charAt(at)) >= 0;
  }

  private boolean number() {
    eat('-');
    if (!eat('0') && !digits()) {
      return false;
    }
    if (eat('.') && !digits()) {
      return false;
    }
    if (eat('e') || eat('E')) {
      if (!eat('+')) {
        eat('-');
      }
      return digits();
    }
    return true;
  }

  private boolean digits() {
    var start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at > start;
  }

  private boolean word(String word) {
    var right = text.startsWith(word, at);
    at += right ? word.length() : 0;
    return right;
  }

  private boolean eat(char c) {
    var right = at < text.length() && text.charAt(at) == c;
    at += right ? 1 : 0;
    return right;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
