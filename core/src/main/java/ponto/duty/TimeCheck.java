package ponto.duty;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the time servers said of this machine's clock, kept as evidence.
 *
 * @param offset to be added to the clock; null when nobody answered
 * @param detail server by server, for people
 */
public record TimeCheck(
    Instant checkedAt, @Nullable Duration offset, int asked, int answered, String detail) {}
