package ponto.access;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name that somebody signs in with, in the one spelling that the roster stores: phones begin
 * with a capital and people write a CPF with its dots.
 *
 * @param name without spaces around it, in lower case, a CPF as 11 digits
 */
public record Login(String name) {
  private static final Pattern PUNCTUATED_CPF =
      Pattern.compile("(\\d{3})\\.(\\d{3})\\.(\\d{3})-(\\d{2})");

  public Login {
    name = PUNCTUATED_CPF.matcher(name.strip().toLowerCase(Locale.ROOT)).replaceFirst("$1$2$3$4");
  }
}
