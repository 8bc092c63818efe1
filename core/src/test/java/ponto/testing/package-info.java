/** Test support: real databases, a clock in hand, sample punches. */
@NullMarked
package ponto.testing;

import org.jspecify.annotations.NullMarked;
