package ponto.foreign;

/** What is to be said of one line of a file. */
public record Finding(long line, Kind kind, String rule) {
  /** What it means for the line. */
  public enum Kind {
    /** It could not be read; nothing of it is kept. */
    BROKEN,
    /** The clock and NSR are known with another content, which stays. */
    CONFLICTING,
    /** It is not as the law has it, but could be read. */
    NOTED
  }
}
