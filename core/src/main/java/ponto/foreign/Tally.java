package ponto.foreign;

/**
 * What became of the lines.
 *
 * @param taken marks that are new
 * @param repeated marks that were there already, just so
 * @param conflicting marks whose clock and NSR are there with another content
 * @param unmatched of the taken and repeated, those of persons who are no known worker
 * @param broken lines that could not be read
 * @param noted things that are not as the law has them, in lines that could be read
 */
public record Tally(
    long taken, long repeated, long conflicting, long unmatched, long broken, long noted) {}
