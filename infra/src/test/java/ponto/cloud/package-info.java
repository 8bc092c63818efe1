/**
 * The loopback cloud: reads the synthesised template, nothing else, and runs it on this machine.
 */
@NullMarked
package ponto.cloud;

import org.jspecify.annotations.NullMarked;
