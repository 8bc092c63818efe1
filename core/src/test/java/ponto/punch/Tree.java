package ponto.punch;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A JSON text as a tree that may also be wrong: keys may stand twice, a leaf may be any text. */
sealed interface Tree {
  /** An object's members in order, with whatever duplicates. */
  record Members(List<Member> members) implements Tree {}

  /** One member of an object. */
  record Member(String name, Tree value) {}

  /** An array. */
  record Elements(List<Tree> elements) implements Tree {}

  /** A text that stands for a value. */
  record Leaf(String text) implements Tree {}

  /** An object of names and values by turns. */
  static Members members(Object... namesAndValues) {
    var members = new ArrayList<Member>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      members.add(new Member((String) namesAndValues[i], (Tree) namesAndValues[i + 1]));
    }
    return new Members(members);
  }

  /** A copy that shares nothing changeable. */
  static Tree copy(Tree tree) {
    return switch (tree) {
      case Leaf leaf -> leaf;
      case Elements(var elements) ->
          new Elements(new ArrayList<>(elements.stream().map(Tree::copy).toList()));
      case Members(var members) ->
          new Members(
              new ArrayList<>(
                  members.stream().map(m -> new Member(m.name, copy(m.value))).toList()));
    };
  }

  /** The text, here and there with white space and escapes that change nothing. */
  static String render(Tree tree, SplittableRandom random) {
    var text = new StringBuilder();
    render(tree, random, text);
    return text.toString();
  }

  private static void render(Tree tree, SplittableRandom random, StringBuilder text) {
    space(random, text);
    switch (tree) {
      case Leaf(var leaf) -> text.append(leaf);
      case Elements(var elements) -> {
        var separator = "[";
        for (var element : elements) {
          text.append(separator);
          render(element, random, text);
          separator = ",";
        }
        text.append(elements.isEmpty() ? "[]" : "]");
      }
      case Members(var members) -> {
        var separator = "{";
        for (var member : members) {
          text.append(separator);
          space(random, text);
          text.append(quote(member.name, random));
          space(random, text);
          text.append(':');
          render(member.value, random, text);
          separator = ",";
        }
        text.append(members.isEmpty() ? "{}" : "}");
      }
    }
    space(random, text);
  }

  private static void space(SplittableRandom random, StringBuilder text) {
    if (random.nextInt(20) == 0) {
      text.append(" \t\r\n".charAt(random.nextInt(4)));
    }
  }

  /** A string's JSON text; seldom with more escapes than it needs. */
  static String quote(String value, SplittableRandom random) {
    var text = new StringBuilder("\"");
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      if (c < ' ' || random.nextInt(200) == 0) {
        text.append("\\u").append(java.util.HexFormat.of().toHexDigits(c));
      } else if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
