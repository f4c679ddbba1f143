/**
 * Functions as Lambda runs them: a process of its own, Lambda's own runtime interface client in it, and the Runtime API
 * that it asks for events. What the functions answer is tested elsewhere, with what is here.
 */
package com.rezagent.schedules.lambda;
