package ponto.attestation;

import java.util.regex.Pattern;
import ponto.punch.Cpf;
import ponto.roster.Cnpj;

/**
 * Who made this program and answers for it; a value that cannot be right names its key.
 *
 * @param document CNPJ (14 characters, letters allowed) or CPF, without punctuation
 * @param program what the program is called at the INPI
 * @param version as registered; the law's answers allow {@code >= 1.2} too
 * @param technician who answers for what it does
 * @param representative who answers for the developer
 */
public record Maker(
    String document,
    String name,
    String email,
    String program,
    String version,
    Person technician,
    Person representative) {
  /** As the AEJ has room for it (its record 08). */
  private static final int NAME_MAX = 150;

  private static final int VERSION_MAX = 40;

  private static final int EMAIL_MAX = 50;
  private static final Pattern EMAIL = Pattern.compile("[!-?A-~]+@[!-?A-~]+\\.[!-?A-~]+");

  /** Nobody: for the demo, and plainly so. Below what it is checked with. */
  public static final Maker FICTITIOUS =
      new Maker(
          "11444777000161",
          "Desenvolvedora Fictícia Ltda (DEMONSTRAÇÃO, SEM VALOR)",
          "ficticia@example.com",
          "Ponto (demonstração)",
          "0",
          new Person("Responsável Técnica Fictícia", "52998224725"),
          new Person("Representante Legal Fictício", "11144477735"));

  /** A natural person. */
  public record Person(String name, String cpf) {}

  public Maker {
    require(
        Cpf.isValid(document) || Cnpj.isValid(document),
        "developer.document is no CNPJ or CPF, or its check digits are wrong: write it without punctuation");
    named("developer.name", name, NAME_MAX);
    require(
        email.length() <= EMAIL_MAX && EMAIL.matcher(email).matches(),
        "developer.email is no e-mail address of at most " + EMAIL_MAX + " characters: write one");
    named("program.name", program, NAME_MAX);
    named("program.version", version, VERSION_MAX);
    person("technician", technician);
    person("representative", representative);
  }

  private static void person(String key, Person person) {
    named(key + ".name", person.name(), NAME_MAX);
    require(
        Cpf.isValid(person.cpf()),
        key + ".cpf is no CPF, or its check digits are wrong: write its 11 digits");
  }

  private static void named(String key, String text, int lengthMax) {
    require(
        !text.isBlank()
            && text.length() <= lengthMax
            && text.chars().noneMatch(Character::isISOControl),
        key + " is not one line of 1 to " + lengthMax + " characters: write it");
  }

  private static void require(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Without names and documents: this may end in a log. */
  @Override
  public String toString() {
    return "Maker[" + program + "]";
  }
}
