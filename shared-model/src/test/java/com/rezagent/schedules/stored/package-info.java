/** Records that earlier releases stored, which every later release must read and process. */
package com.rezagent.schedules.stored;
