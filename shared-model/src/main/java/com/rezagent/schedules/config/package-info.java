/**
 * The functions' environment variables, read once into typed configuration with all mistakes reported together. Has no
 * AWS classes and no other logic.
 */
@NullMarked
package com.rezagent.schedules.config;

import org.jspecify.annotations.NullMarked;
