package com.rezagent.schedules.figures;

/** A section of docs/evidence/performance.md. */
@FunctionalInterface
interface Measurement {
    /** Runs the measurement, which can take minutes, and returns its table. */
    Table run() throws Exception;
}
