/**
 * What hr does to people and places: each change with its row, its record in the ledger and its
 * line in the audit log, in one transaction.
 */
@NullMarked
package ponto.staff;

import org.jspecify.annotations.NullMarked;
