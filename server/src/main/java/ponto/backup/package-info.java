/** Copies of everything that must survive, proven whole when they are written and when read. */
@NullMarked
package ponto.backup;

import org.jspecify.annotations.NullMarked;
