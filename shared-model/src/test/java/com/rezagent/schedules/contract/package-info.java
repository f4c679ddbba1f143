/** Validates responses and messages against the documents for users. Shared by the tests of all modules. */
package com.rezagent.schedules.contract;
