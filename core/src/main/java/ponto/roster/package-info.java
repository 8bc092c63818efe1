/** Who may punch and where: employers, establishments, workers and their assignments over time. */
@NullMarked
package ponto.roster;

import org.jspecify.annotations.NullMarked;
