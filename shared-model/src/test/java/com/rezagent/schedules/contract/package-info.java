/** Holds what is answered and published against the documents that describe it to users. Shared by all modules' tests. */
package com.rezagent.schedules.contract;
