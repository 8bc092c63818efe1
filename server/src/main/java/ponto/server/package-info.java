/** One machine: the door, the durable inbox, the recorders and the command line. */
@NullMarked
package ponto.server;

import org.jspecify.annotations.NullMarked;
