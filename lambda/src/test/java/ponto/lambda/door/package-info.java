/** Tests of the API behind the gateway. */
@NullMarked
package ponto.lambda.door;

import org.jspecify.annotations.NullMarked;
