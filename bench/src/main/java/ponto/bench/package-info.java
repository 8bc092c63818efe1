/** Load, crash and comparison runs; figures as JSON on stdout, progress and tables on stderr. */
@NullMarked
package ponto.bench;

import org.jspecify.annotations.NullMarked;
