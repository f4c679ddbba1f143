/**
 * Both functions over the wire: against an AWS that others wrote, from the API's event to the message that a consumer
 * reads. What one function or adapter does by itself is tested beside it.
 */
package com.rezagent.schedules.wire;
