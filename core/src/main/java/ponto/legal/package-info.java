/** The legal files read out of the ledger: which lines of it, and for whom. */
@NullMarked
package ponto.legal;

import org.jspecify.annotations.NullMarked;
