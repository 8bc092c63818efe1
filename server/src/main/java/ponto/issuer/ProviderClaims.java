package ponto.issuer;

import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ponto.access.Role;

/**
 * Who a provider's token says somebody is, before anybody looked into the roster.
 *
 * @param subject the account's id here, made of issuer, employer and the provider's subject: it
 *     needs no look-up, so that a punch needs none
 * @param employer CNPJ or CPF, without its dots
 * @param workerCpf 11 digits; null for accounts of nobody
 * @param name as the provider spells it; empty when it says none
 */
record ProviderClaims(
    UUID subject, String employer, Role role, @Nullable String workerCpf, String name) {
  private static final int NAME_MAX = 100;
  private static final Pattern DOCUMENT = Pattern.compile("[0-9A-Z]{12}[0-9]{2}|[0-9]{11}");
  private static final Pattern CPF = Pattern.compile("[0-9]{11}");
  private static final Pattern PUNCTUATION = Pattern.compile("[./ -]");

  /** A claim that does not say what it must; the message names the claim and never its value. */
  static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message, null, false, false);
    }
  }

  static ProviderClaims read(JWTClaimsSet claims, Provider provider) throws Unfit {
    var names = provider.names();
    var employers =
        texts(claims, names.employer()).map(ProviderClaims::document).distinct().toList();
    if (employers.size() != 1 || !DOCUMENT.matcher(employers.getFirst()).matches()) {
      throw new Unfit(
          "the claim " + names.employer() + " is not the one CNPJ or CPF of an employer");
    }
    var roles =
        texts(claims, names.role()).flatMap(name -> Role.of(name).stream()).distinct().toList();
    if (roles.size() != 1) {
      throw new Unfit(
          "the claim " + names.role() + " does not hold exactly one role of this clock");
    }
    var workers = texts(claims, names.worker()).map(ProviderClaims::document).distinct().toList();
    if (workers.size() > 1 || !workers.stream().allMatch(cpf -> CPF.matcher(cpf).matches())) {
      throw new Unfit("the claim " + names.worker() + " is not the one CPF of a worker");
    }
    return new ProviderClaims(
        subject(provider.issuer(), employers.getFirst(), claims.getSubject()),
        employers.getFirst(),
        roles.getFirst(),
        workers.isEmpty() ? null : workers.getFirst(),
        name(claims));
  }

  /** Both spellings that providers use: one text, or a list of them. */
  private static Stream<String> texts(JWTClaimsSet claims, String name) {
    var values =
        switch (claims.getClaim(name)) {
          case null -> List.of();
          case List<?> list -> list;
          case Object one -> List.of(one);
        };
    return values.stream()
        .filter(Objects::nonNull)
        .map(value -> value instanceof String text ? text : "?")
        .filter(text -> !text.isEmpty());
  }

  private static String document(String text) {
    return PUNCTUATION.matcher(text.toUpperCase(Locale.ROOT)).replaceAll("");
  }

  private static String name(JWTClaimsSet claims) {
    return Stream.of("name", "preferred_username", "email")
        .map(claims::getClaim)
        .flatMap(
            value -> value instanceof String text ? Optional.of(text).stream() : Stream.empty())
        .map(text -> text.replaceAll("\\p{C}", "").strip())
        .filter(text -> !text.isEmpty())
        .map(text ->
            text.substring(
                0,
                text.offsetByCodePoints(
                    0, Math.min(NAME_MAX, text.codePointCount(0, text.length())))))
        .findFirst()
        .orElse("");
  }

  /** A UUID of version 8 (RFC 9562) out of a SHA-256: nobody can choose to be somebody else. */
  private static UUID subject(String issuer, String employer, String subject) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : List.of(issuer, employer, subject)) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        // With its length, or two other texts could run together to the same.
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
      }
      var hash = ByteBuffer.wrap(digest.digest());
      var high = (hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
      var low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** Without name and numbers: this may end in a log. */
  @Override
  public String toString() {
    return "ProviderClaims[" + subject + "]";
  }
}
