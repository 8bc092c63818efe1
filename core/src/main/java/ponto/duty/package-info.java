/**
 * The service itself: whether it is available, who keeps it so, and what became of its clock, for
 * the records that the law wants of it.
 */
@NullMarked
package ponto.duty;

import org.jspecify.annotations.NullMarked;
