/** Tests of a batch of messages. */
@NullMarked
package ponto.lambda.batch;

import org.jspecify.annotations.NullMarked;
