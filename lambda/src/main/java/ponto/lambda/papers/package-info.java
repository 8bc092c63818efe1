/** What the company itself puts into the cloud: its certificate, and who made the program. */
@NullMarked
package ponto.lambda.papers;

import org.jspecify.annotations.NullMarked;
