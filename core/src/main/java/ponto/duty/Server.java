package ponto.duty;

import java.util.UUID;

/**
 * One process that keeps the service available.
 *
 * @param installation of its data folder, the same at each start
 * @param run of this start alone
 */
public record Server(UUID installation, UUID run, Machine machine) {}
