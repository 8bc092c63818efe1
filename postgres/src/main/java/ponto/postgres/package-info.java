/** A real PostgreSQL that this JVM starts, guards and stops. */
@NullMarked
package ponto.postgres;

import org.jspecify.annotations.NullMarked;
