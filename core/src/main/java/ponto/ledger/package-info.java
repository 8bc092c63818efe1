/** The REP: letters become append-only rows with NSR, hash chain and frozen AFD lines. */
@NullMarked
package ponto.ledger;

import org.jspecify.annotations.NullMarked;
