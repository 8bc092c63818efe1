/** Files that are too long for one answer: made into a bucket, handed out by signed links. */
@NullMarked
package ponto.lambda.export;

import org.jspecify.annotations.NullMarked;
