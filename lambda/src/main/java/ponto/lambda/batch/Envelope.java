package ponto.lambda.batch;

import java.io.Serial;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Letter;

/**
 * The attributes of a message: what the gateway knew for certain. Their names are for ever: letters
 * wait in the queue over a deployment, so whatever came later may be absent, and what is not known
 * here is passed over.
 */
final class Envelope {
  private static final String SUBJECT = "subject";
  private static final String EMPLOYER = "employer";
  private static final String ROLE = "role";
  private static final String WORKER = "worker";
  private static final String RECEIPT = "receipt";
  private static final String RECEIVED_AT = "receivedAt";
  private static final String SOURCE_ADDRESS = "sourceAddress";
  private static final String SENT_AT = "sentAt";

  /** The longest RFC 3339; what is longer is none. */
  private static final int SENT_AT_LENGTH_MAX = 35;

  private static final Pattern CPF = Pattern.compile("[0-9]{11}");

  private final Map<String, String> attributes = new HashMap<>();

  /** The envelope says less than our gateway always does. */
  static final class Fault extends Exception {
    @Serial private static final long serialVersionUID = 1;

    Fault(String message) {
      super(message, null, false, false);
    }
  }

  void put(String name, String value) {
    attributes.put(name, value);
  }

  /** The letter in it. */
  Letter letter(String body) throws Fault {
    var role = Role.of(needed(ROLE));
    if (role.isEmpty()) {
      throw new Fault("the attribute " + ROLE + " is none of ours");
    }
    // A claim that is no CPF is no worker's: its punches are then set aside, not lost.
    var worker = optional(WORKER).filter(cpf -> CPF.matcher(cpf).matches());
    return new Letter(
        needed(RECEIPT),
        new Principal(needed(SUBJECT), number(EMPLOYER), role.get(), worker.orElse(null), false),
        receivedAt(),
        optional(SENT_AT).filter(text -> text.length() <= SENT_AT_LENGTH_MAX).orElse(null),
        optional(SOURCE_ADDRESS).orElse("unknown"),
        null,
        body);
  }

  private Instant receivedAt() throws Fault {
    try {
      return Instant.ofEpochMilli(number(RECEIVED_AT));
    } catch (DateTimeException e) {
      throw new Fault("the attribute " + RECEIVED_AT + " is no instant");
    }
  }

  private long number(String name) throws Fault {
    try {
      return Long.parseLong(needed(name));
    } catch (NumberFormatException e) {
      throw new Fault("the attribute " + name + " is no number");
    }
  }

  private String needed(String name) throws Fault {
    var value = attributes.get(name);
    if (value == null || value.isEmpty()) {
      throw new Fault("there is no attribute " + name);
    }
    return value;
  }

  private Optional<String> optional(String name) {
    return Optional.ofNullable(attributes.get(name)).filter(value -> !value.isEmpty());
  }
}
