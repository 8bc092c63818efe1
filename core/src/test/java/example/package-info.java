/** Other people's programs, which use a part of the product through what it makes public. */
@NullMarked
package example;

import org.jspecify.annotations.NullMarked;
