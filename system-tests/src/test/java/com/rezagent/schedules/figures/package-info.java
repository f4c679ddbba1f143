/**
 * The measurements of docs/evidence/performance.md: {@code mvn -Pfigures} runs them and prints the tables. Each figure
 * is compared with a baseline from the same run, so that figures from different machines are comparable. ColdStartBench
 * measures cold starts. No test asserts a time.
 */
package com.rezagent.schedules.figures;
