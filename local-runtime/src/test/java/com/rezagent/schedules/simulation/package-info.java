/**
 * The simulation that tries to break the protocol: the real handlers over the local twins, on a clock that moves as told,
 * with every outside call numbered and open to faults and to other handlers. What it tried is in docs/evidence/simulation.md.
 */
@NullMarked
package com.rezagent.schedules.simulation;

import org.jspecify.annotations.NullMarked;
