/** Tests of the functions, as the zips that they are, under the real runtime client. */
@NullMarked
package ponto.lambda;

import org.jspecify.annotations.NullMarked;
