/**
 * The pages as people use them: a real browser, a whole clock, and a road between them that fails.
 */
@NullMarked
package ponto.browser;

import org.jspecify.annotations.NullMarked;
