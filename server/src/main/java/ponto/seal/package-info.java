/** Judges signatures that others made, with no code of what signs. */
@NullMarked
package ponto.seal;

import org.jspecify.annotations.NullMarked;
