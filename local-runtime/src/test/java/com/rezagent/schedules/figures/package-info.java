/**
 * What docs/evidence/performance.md tells: {@code mvn -Pfigures} measures it and prints the tables. Each figure stands beside its
 * anchor, something bare that is measured in the same run, so that figures from different machines can be compared. What
 * a cold start costs is measured elsewhere; nothing here is an assertion about time.
 */
package com.rezagent.schedules.figures;
