/** Tests of how a function reaches its database. */
@NullMarked
package ponto.lambda.database;

import org.jspecify.annotations.NullMarked;
