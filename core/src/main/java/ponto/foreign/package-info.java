/**
 * Marks that other clocks made: imported from their AFDs, kept beside the ledger and never in it.
 */
@NullMarked
package ponto.foreign;

import org.jspecify.annotations.NullMarked;
