/** The API behind the gateway: its events as requests of the contract, answered by the core. */
@NullMarked
package ponto.lambda.door;

import org.jspecify.annotations.NullMarked;
