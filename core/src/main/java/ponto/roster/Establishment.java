package ponto.roster;

import java.time.ZoneId;

/**
 * An establishment as hr keeps it: where punches count and whose ledger they go into.
 *
 * @param document its CNPJ (14 characters) or CPF (11 digits)
 * @param cnoCaepf CNO or CAEPF, digits; empty when there is none
 * @param place where the work is done
 */
public record Establishment(
    long establishmentId, String document, String cnoCaepf, String place, ZoneId zone) {}
