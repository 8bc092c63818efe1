/** What was pressed: the punch, its wire format in and out, and what reading it can yield. */
@NullMarked
package ponto.punch;

import org.jspecify.annotations.NullMarked;
