package com.rezagent.schedules.figures;

/** One section of figures. */
@FunctionalInterface
interface Measurement {
    /** Measures; takes a while. */
    Table run() throws Exception;
}
