/** What is printed for people: the receipt of a punch, as PDF. */
@NullMarked
package ponto.receipt;

import org.jspecify.annotations.NullMarked;
