package ponto.foreign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An AFD of another clock, as it is imported.
 *
 * @param sha256 of the whole file, as who sent it says
 * @param rep which clock's it is; null before a header was read
 * @param zone of times that are printed without an offset
 * @param login who sent it; null when the account is no more
 * @param finishedAt null while its last piece is missing
 * @param lines how many are read
 */
public record ForeignFile(
    long id,
    String name,
    String sha256,
    @Nullable String rep,
    String zone,
    @Nullable String login,
    Instant startedAt,
    @Nullable Instant finishedAt,
    long lines,
    Tally tally) {}
