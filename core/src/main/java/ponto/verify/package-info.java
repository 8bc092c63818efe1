/**
 * Reads what a time clock hands over and says what is wrong with it. It shares no code with what
 * writes: a defect of the writer would else be its own proof.
 */
@NullMarked
package ponto.verify;

import org.jspecify.annotations.NullMarked;
