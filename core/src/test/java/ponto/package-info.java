/** Tests of the repository as a whole: its architecture and its tidiness. */
@NullMarked
package ponto;

import org.jspecify.annotations.NullMarked;
