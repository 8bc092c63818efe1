/** The deployment on AWS: one stack, one construct per concern. */
@NullMarked
package ponto.infra;

import org.jspecify.annotations.NullMarked;
