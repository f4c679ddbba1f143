/** The routes about the service itself: its health and its OpenAPI document. */
@NullMarked
package com.rezagent.schedules.webapi.service;

import org.jspecify.annotations.NullMarked;
