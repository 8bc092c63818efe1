/** The contract's operations as one table: operationId to function, Request to Response. */
@NullMarked
package ponto.api;

import org.jspecify.annotations.NullMarked;
