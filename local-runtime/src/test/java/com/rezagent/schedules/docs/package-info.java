/**
 * Holds the documents: every curl line is run and its answer compared, every link and every name leads somewhere. What
 * the documents tell of is tested elsewhere.
 */
package com.rezagent.schedules.docs;
