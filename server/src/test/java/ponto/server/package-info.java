/** Tests of one machine: the door, the inbox, the command line and the launcher. */
@NullMarked
package ponto.server;

import org.jspecify.annotations.NullMarked;
