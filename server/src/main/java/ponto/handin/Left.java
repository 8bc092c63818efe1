package ponto.handin;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ponto.api.Printable;

/**
 * A punch that stays in the file, as its own person may read it on a terminal: never the CPF, and
 * nothing that moves the cursor.
 *
 * @param why it stays
 */
public record Left(String name, String at, String why) {
  /** A line of a terminal has room for them. */
  private static final int NAME_MAX = 30;

  private static final int AT_MAX = 35;
  private static final int WHY_MAX = 160;

  private static final Pattern CPF = Pattern.compile("[0-9]{3}[.]?[0-9]{3}[.]?[0-9]{3}-?[0-9]{2}");

  public Left {
    name = shown(name, NAME_MAX);
    at = shown(at, AT_MAX);
    why = shown(why, WHY_MAX);
  }

  static Left of(Entry entry, String why) {
    return new Left(
        nameOf(entry.name()),
        switch (entry) {
          case Entry.Whole whole -> whole.punch().at();
          case Entry.Broken _ -> "";
        },
        why);
  }

  private static String nameOf(@Nullable String name) {
    return name == null ? "" : name;
  }

  /** One line of the table. */
  public String line() {
    return String.format(Locale.ROOT, "%-" + NAME_MAX + "s  %-29s  %s", name, at, why);
  }

  private static String shown(String text, int lengthMax) {
    var clean = new StringBuilder();
    CPF.matcher(text)
        .replaceAll("(CPF)")
        .codePoints()
        .filter(Printable::is)
        .limit(lengthMax)
        .forEach(clean::appendCodePoint);
    return clean.isEmpty() ? "-" : clean.toString();
  }
}
