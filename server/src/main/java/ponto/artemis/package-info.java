/** The durable inbox of one machine: letters in an embedded Apache Artemis broker. */
@NullMarked
package ponto.artemis;

import org.jspecify.annotations.NullMarked;
