/**
 * Deterministic simulation of the protocol: the real handlers over in-memory ports and a virtual clock. Every port call
 * can fail or be interleaved with the calls of another handler. docs/evidence/simulation.md lists what is tested.
 */
@NullMarked
package com.rezagent.schedules.simulation;

import org.jspecify.annotations.NullMarked;
