package ponto.access;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Who is asking, as a verified token says it; never taken from a body.
 *
 * @param subject the account's stable id, unique over all employers
 * @param employerId the tenant
 * @param role what the account is to its employer
 * @param workerCpf the CPF (11 digits) of the worker that this account is; null for accounts of
 *     nobody
 * @param handInOnly true for a dismissed worker, who may only hand in punches pressed before
 */
public record Principal(
    String subject, long employerId, Role role, @Nullable String workerCpf, boolean handInOnly) {
  public Principal {
    requireNonNull(subject, "subject");
    requireNonNull(role, "role");
    if (subject.isEmpty()) {
      throw new IllegalArgumentException("subject is empty");
    }
    if (workerCpf != null && workerCpf.length() != 11) {
      throw new IllegalArgumentException("worker has " + workerCpf.length() + " digits, not 11");
    }
  }
}
