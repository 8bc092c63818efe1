/** How a function reaches its database: settings, identity, encryption, one connection. */
@NullMarked
package ponto.lambda.database;

import org.jspecify.annotations.NullMarked;
