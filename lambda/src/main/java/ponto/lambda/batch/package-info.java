/** A batch of messages as the queue hands it to a function: read, recorded, answered, counted. */
@NullMarked
package ponto.lambda.batch;

import org.jspecify.annotations.NullMarked;
