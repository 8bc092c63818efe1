package ponto.lambda.setup;

import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Map;
import ponto.access.Connections;
import ponto.afd.Latin1;
import ponto.ledger.Registrar;
import ponto.ledger.Registrar.NewEmployer;
import ponto.ledger.Registrar.NewEstablishment;
import ponto.punch.Cpf;
import ponto.roster.Cnpj;
import ponto.roster.Employers;

/**
 * Enters an employer with its first establishment, where nobody can have a token yet: the claims of
 * its people name the number that is answered.
 */
public final class FirstEmployer {
  private final Connections roster;
  private final InstantSource clock;

  /** Its connections are in the role {@code ponto_roster}. */
  public FirstEmployer(Connections roster, InstantSource clock) {
    this.roster = roster;
    this.clock = clock;
  }

  /** Enters it unless its document is known already; answers its number. */
  public long enter(Map<String, String> fields) throws SQLException {
    var document = needed(fields, "document");
    if (document.length() == 14 ? !Cnpj.isValid(document) : !Cpf.isValid(document)) {
      throw wrong("document", "the check digits of the CNPJ or CPF do not fit");
    }
    var responsible = needed(fields, "responsibleCpf");
    if (!Cpf.isValid(responsible)) {
      throw wrong("responsibleCpf", "the check digits of the CPF do not fit");
    }
    var zone = needed(fields, "zone");
    if (!ZoneRulesProvider.getAvailableZoneIds().contains(zone)) {
      throw wrong("zone", "no zone of the tz database; America/Sao_Paulo is one");
    }
    var employer =
        new NewEmployer(
            document.length() == 14 ? 1 : 2,
            document,
            printable(fields, "name", 150),
            responsible,
            "");
    var place =
        new NewEstablishment(document, "", printable(fields, "place", 100), ZoneId.of(zone));
    try (var connection = roster.open()) {
      var known = Employers.id(connection, document);
      if (known.isPresent()) {
        return known.get();
      }
      connection.setAutoCommit(false);
      var made = new Registrar(clock).enter(connection, employer, place);
      connection.commit();
      return made.employerId();
    }
  }

  /** As the AFD can print it. */
  private static String printable(Map<String, String> fields, String name, int lengthMax) {
    var text = needed(fields, name);
    if (text.length() > lengthMax || !Latin1.printable(text).equals(text)) {
      throw wrong(name, "longer than " + lengthMax + ", or with a character that ISO-8859-1 lacks");
    }
    return text;
  }

  private static String needed(Map<String, String> fields, String name) {
    var value = fields.getOrDefault(name, "");
    if (value.isBlank()) {
      throw wrong(name, "missing");
    }
    return value;
  }

  private static IllegalArgumentException wrong(String name, String detail) {
    return new IllegalArgumentException(name + ": " + detail);
  }
}
