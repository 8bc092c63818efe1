/** Who is asking and what a role may do. */
@NullMarked
package ponto.access;

import org.jspecify.annotations.NullMarked;
