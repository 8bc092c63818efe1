/** What a new stack's database is told by hand, once. */
@NullMarked
package ponto.lambda.setup;

import org.jspecify.annotations.NullMarked;
