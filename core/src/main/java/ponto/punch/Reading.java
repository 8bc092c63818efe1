package ponto.punch;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What reading one item of a letter yields. */
public sealed interface Reading {
  /** The index of what is not one item but the whole letter. */
  int WHOLE_LETTER = -1;

  /** Its place in the letter, from 0, or {@link #WHOLE_LETTER}. */
  int index();

  /** Its exact source text. */
  String raw();

  /** A punch that can be right. */
  record Legible(int index, Punch punch, String raw) implements Reading {
    public Legible {
      requireNonNull(punch, "punch");
      requireNonNull(raw, "raw");
    }
  }

  /**
   * Something that cannot be right and is set aside.
   *
   * @param id the punch's id, where it could be read
   * @param detail the reason in words, without a value that was sent
   */
  record Illegible(int index, @Nullable UUID id, String raw, Reason reason, String detail)
      implements Reading {
    public Illegible {
      requireNonNull(raw, "raw");
      requireNonNull(reason, "reason");
      requireNonNull(detail, "detail");
    }

    /** In the reason's own words. */
    static Illegible of(int index, @Nullable UUID id, String raw, Reason reason) {
      return new Illegible(index, id, raw, reason, reason.sentence());
    }
  }
}
