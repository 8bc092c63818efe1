/** The durable queue between the door and the recorder: its contract and the letter it carries. */
@NullMarked
package ponto.inbox;

import org.jspecify.annotations.NullMarked;
