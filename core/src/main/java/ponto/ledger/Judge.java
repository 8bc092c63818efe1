package ponto.ledger;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;
import ponto.inbox.Letter;
import ponto.ledger.Judged.Doubtful;
import ponto.ledger.Judged.Origin;
import ponto.ledger.Judged.Sound;
import ponto.punch.Content;
import ponto.punch.Cpf;
import ponto.punch.Flag;
import ponto.punch.Instants;
import ponto.punch.Named;
import ponto.punch.Punch;
import ponto.punch.Reading;
import ponto.punch.Reason;
import ponto.roster.People;
import ponto.roster.People.Name;
import ponto.roster.Worker;

/** Decides what a reading is worth: whose punch, where and when, or why it must wait. Pure. */
final class Judge {
  private Judge() {}

  /** Whom a punch is for: a name within the sender's employer, or why there is none. */
  sealed interface Claim {
    record Of(Name name) implements Claim {}

    record Refused(String detail) implements Claim {}
  }

  /** Who may punch for whom: a worker for itself, a collector for the one whom it names. */
  static Claim claim(Principal sender, Named named) {
    return switch (sender.role()) {
      case WORKER, MANAGER, HR -> ownClaim(sender, named);
      case COLLECTOR ->
          switch (named) {
            case Named.One(var by, var value) ->
                new Claim.Of(new Name(sender.employerId(), by, value));
            case Named.Nobody() -> new Claim.Refused("the collector named nobody");
            case Named.Several() -> new Claim.Refused("the collector named the person in two ways");
          };
      case AUDITOR, ADMIN ->
          new Claim.Refused("the role " + sender.role().wire() + " may not punch");
    };
  }

  private static Claim ownClaim(Principal sender, Named named) {
    var own = sender.workerCpf();
    if (own == null) {
      return new Claim.Refused("the token belongs to no worker");
    }
    return switch (named) {
      case Named.Nobody() -> new Claim.Of(new Name(sender.employerId(), Named.Kind.WORKER, own));
      case Named.One(var by, var value) when by == Named.Kind.WORKER && value.equals(own) ->
          new Claim.Of(new Name(sender.employerId(), Named.Kind.WORKER, own));
      case Named.One _, Named.Several _ -> new Claim.Refused("a worker punches for itself only");
    };
  }

  /** The name that a reading's punch is for, when there is one to look up. */
  static Optional<Name> nameIn(Letter letter, Reading reading) {
    return switch (reading) {
      case Reading.Illegible _ -> Optional.empty();
      case Reading.Legible(_, var punch, _) ->
          switch (claim(letter.sender(), punch.named())) {
            case Claim.Of(var name) -> Optional.of(name);
            case Claim.Refused _ -> Optional.empty();
          };
    };
  }

  static Judged judge(Letter letter, Reading reading, People people) {
    return switch (reading) {
      case Reading.Illegible(var index, var id, var raw, var reason, var detail) ->
          new Doubtful(new Origin(letter, index, raw), id, null, reason, detail);
      case Reading.Legible(var index, var punch, var raw) ->
          judge(new Origin(letter, index, raw), punch, people);
    };
  }

  private static Judged judge(Origin origin, Punch punch, People people) {
    var sender = origin.letter().sender();
    var content = contentHash(sender, punch);
    return switch (claim(sender, punch.named())) {
      case Claim.Refused(var detail) ->
          doubtful(origin, punch, content, Reason.NOT_PERMITTED, detail);
      case Claim.Of(var name) -> {
        if (name.by() == Named.Kind.WORKER && !Cpf.isValid(name.value())) {
          yield doubtful(origin, punch, content, Reason.INVALID_CPF, "the check digits do not fit");
        }
        var worker = people.find(name);
        yield worker.isEmpty()
            ? doubtful(
                origin,
                punch,
                content,
                Reason.UNKNOWN_WORKER,
                "nobody of this employer has this " + name.by().wire())
            : sound(
                origin,
                punch,
                requireNonNull(content, "who is found was named"),
                worker.get(),
                null);
      }
    };
  }

  /** A punch whose worker is certain, with the flags that its instant and place give it. */
  static Sound sound(
      Origin origin, Punch punch, String contentHash, Worker worker, @Nullable Long setAsideId) {
    var letter = origin.letter();
    var decided =
        Instants.decide(punch.at(), punch.evidence().clock(), letter.sentAt(), letter.receivedAt());
    var workplace = worker.workplaceAt(decided.punchedAt());
    var flags = EnumSet.noneOf(Flag.class);
    flags.addAll(decided.flags());
    if (workplace.outside()) {
      flags.add(Flag.OUTSIDE_ASSIGNMENT);
    }
    if (worker.dismissedBy(decided.punchedAt())) {
      flags.add(Flag.AFTER_DISMISSAL);
    }
    if (punch.offsetDiffers()) {
      flags.add(Flag.OFFSET_DIFFERS);
    }
    return new Sound(
        origin, punch.id(), punch, contentHash, worker, workplace, decided, flags, setAsideId);
  }

  /**
   * The content hash with the person as named, a worker's own token naming its CPF; null when
   * nobody is.
   */
  static @Nullable String contentHash(Principal sender, Punch punch) {
    return switch (punch.named()) {
      case Named.One person -> Content.of(punch, person).hash();
      case Named.Nobody() -> {
        var own = sender.workerCpf();
        yield own == null ? null : Content.of(punch, new Named.One(Named.Kind.WORKER, own)).hash();
      }
      case Named.Several() -> null;
    };
  }

  private static Doubtful doubtful(
      Origin origin, Punch punch, @Nullable String contentHash, Reason reason, String detail) {
    return new Doubtful(origin, punch.id(), contentHash, reason, detail);
  }
}
