/** Tests of the exports, on a bucket of the loopback. */
@NullMarked
package ponto.lambda.export;

import org.jspecify.annotations.NullMarked;
