/** Hands in the punches that a page exported while it could not send them itself. */
@NullMarked
package ponto.handin;

import org.jspecify.annotations.NullMarked;
