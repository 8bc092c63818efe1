package ponto.issuer;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;
import ponto.access.Role;

/**
 * One who may sign in, as the roster has it now.
 *
 * @param passwordHash an Argon2id hash as PHC string
 * @param cpf the worker that this account is, if it is one
 * @param dismissedOn that worker's last day
 * @param zone where that worker last worked: its days count there
 */
record Account(
    UUID subject,
    long employerId,
    Role role,
    String name,
    String passwordHash,
    boolean disabled,
    @Nullable String cpf,
    @Nullable LocalDate dismissedOn,
    ZoneId zone) {
  /** Time to find signal, and the device left in a drawer, and hand in what was pressed. */
  static final int HAND_IN_DAYS = 30;

  /** What an account may do at some instant. */
  enum Standing {
    FULL,
    HAND_IN_ONLY,
    ENDED,
    DISABLED
  }

  /** The last day itself is a working day like any other. */
  Standing standing(Instant now) {
    if (disabled) {
      return Standing.DISABLED;
    }
    var today = LocalDate.ofInstant(now, zone);
    if (dismissedOn == null || !today.isAfter(dismissedOn)) {
      return Standing.FULL;
    }
    return today.isAfter(dismissedOn.plusDays(HAND_IN_DAYS))
        ? Standing.ENDED
        : Standing.HAND_IN_ONLY;
  }

  Principal principal(Standing standing) {
    var handInOnly = standing == Standing.HAND_IN_ONLY;
    return new Principal(subject.toString(), employerId, role, cpf, handInOnly);
  }

  /** Without name, CPF and hash: this may end in a log. */
  @Override
  public String toString() {
    return "Account[" + subject + "]";
  }
}
