/** Clocks, tickers and other doubles. Shared by the tests of all modules. */
package com.rezagent.schedules.testing;
