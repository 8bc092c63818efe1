package ponto.bench;

import ponto.testing.ArchitectureContract;

/** The architecture with the bench in view. */
class ArchitectureTest extends ArchitectureContract {}
