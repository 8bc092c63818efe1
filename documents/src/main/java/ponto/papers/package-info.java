/** What a clock prints and signs, as operations of the contract. */
@NullMarked
package ponto.papers;

import org.jspecify.annotations.NullMarked;
