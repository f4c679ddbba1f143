/**
 * End-to-end tests of both functions against an AWS emulator or real endpoint, from the API event to the message that a
 * consumer receives. Single functions and adapters have their own tests.
 */
package com.rezagent.schedules.wire;
