package ponto.verify;

/**
 * One thing that is wrong, and where. No personal data: the place says whose it is.
 *
 * @param line the line, from 1; 0 when it is the whole file
 * @param nsr the record's NSR; 0 when it has none that can be read
 * @param field the field's number as the law counts; 0 when it is the whole line
 * @param rule what it offends against
 * @param said what was seen, in a sentence
 */
public record Finding(long line, long nsr, int field, Rule rule, String said) {
  /** Of a whole file. */
  public static Finding whole(Rule rule, String said) {
    return new Finding(0, 0, 0, rule, said);
  }
}
