package ponto.server;

import ponto.testing.ArchitectureContract;

/** The architecture of everything that runs on one machine, core and PostgreSQL included. */
class ArchitectureTest extends ArchitectureContract {}
