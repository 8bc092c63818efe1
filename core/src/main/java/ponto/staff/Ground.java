package ponto.staff;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ponto.roster.Establishment;
import ponto.roster.WorkerCard;
import ponto.roster.WorkerCards.Holders;

/**
 * What forms are judged against: who and what is there, and the forms judged before in the same go.
 */
final class Ground {
  private final Map<String, WorkerCard> cards;
  private final Holders holders;
  private final Map<String, Establishment> establishments = new HashMap<>();
  private final Set<String> judged = new HashSet<>();
  private final Instant now;

  Ground(
      Map<String, WorkerCard> cards,
      Holders holders,
      List<Establishment> establishments,
      Instant now) {
    this.cards = cards;
    this.holders = holders;
    this.now = now;
    establishments.forEach(place -> this.establishments.put(place.document(), place));
  }

  @Nullable WorkerCard card(String cpf) {
    return cards.get(cpf);
  }

  /** Whether this is the first form for the worker. */
  boolean isFirst(String cpf) {
    return judged.add(cpf);
  }

  Optional<Establishment> establishment(String document) {
    return Optional.ofNullable(establishments.get(document));
  }

  /** The one establishment, when there is only one. */
  Optional<Establishment> onlyEstablishment() {
    return establishments.size() == 1
        ? establishments.values().stream().findFirst()
        : Optional.empty();
  }

  Establishment establishment(long id) {
    return establishments.values().stream()
        .filter(place -> place.establishmentId() == id)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no establishment " + id));
  }

  /** Today where that is. */
  LocalDate today(Establishment place) {
    return LocalDate.ofInstant(now, place.zone());
  }

  /** What this worker would take from another; from here on it is this worker's. */
  Optional<Fault> claim(WorkerCard card) {
    return claim("registration", holders.registrations(), card.registration(), card.cpf())
        .or(() -> claim("badge", holders.badges(), card.badge(), card.cpf()))
        .or(() -> claim("pis", holders.pis(), card.pis(), card.cpf()));
  }

  private static Optional<Fault> claim(
      String field, Map<String, String> holders, @Nullable String value, String cpf) {
    if (value == null) {
      return Optional.empty();
    }
    var holder = holders.putIfAbsent(value, cpf);
    return holder == null || Objects.equals(holder, cpf)
        ? Optional.empty()
        : Optional.of(
            Fault.clash(
                field,
                "another worker of the employer has it",
                "Correct it here, or take it from the other worker first."));
  }
}
