package ponto.issuer;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.util.regex.Pattern;
import ponto.access.Principal;
import ponto.access.Role;

/** A principal as the claims of our own tokens. */
final class TokenClaims {
  private static final String EMPLOYER = "employer";
  private static final String ROLE = "role";
  private static final String WORKER = "worker";
  private static final String HAND_IN_ONLY = "hand_in_only";

  private static final Pattern EMPLOYER_ID = Pattern.compile("[1-9][0-9]{0,17}");
  private static final Pattern CPF = Pattern.compile("[0-9]{11}");

  private TokenClaims() {}

  static JWTClaimsSet.Builder write(Principal principal) {
    return new JWTClaimsSet.Builder()
        .subject(principal.subject())
        .claim(EMPLOYER, Long.toString(principal.employerId()))
        .claim(ROLE, principal.role().wire())
        .claim(WORKER, principal.workerCpf())
        .claim(HAND_IN_ONLY, principal.handInOnly());
  }

  /** Reads the principal; a claim that is missing or of another type is told by its name. */
  static Principal read(JWTClaimsSet claims) throws ParseException {
    var subject = claims.getSubject();
    var employer = claims.getStringClaim(EMPLOYER);
    var roleName = claims.getStringClaim(ROLE);
    var worker = claims.getStringClaim(WORKER);
    if (subject == null || subject.isEmpty()) {
      throw new ParseException("the claim sub is missing", 0);
    }
    if (employer == null || !EMPLOYER_ID.matcher(employer).matches()) {
      throw new ParseException("the claim employer is not a decimal number", 0);
    }
    var role = roleName == null ? null : Role.of(roleName).orElse(null);
    if (role == null) {
      throw new ParseException("the claim role names no role", 0);
    }
    if (worker != null && !CPF.matcher(worker).matches()) {
      throw new ParseException("the claim worker is not 11 digits", 0);
    }
    var handInOnly = Boolean.TRUE.equals(claims.getBooleanClaim(HAND_IN_ONLY));
    return new Principal(subject, Long.parseLong(employer), role, worker, handInOnly);
  }
}
