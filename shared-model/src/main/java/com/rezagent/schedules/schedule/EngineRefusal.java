package com.rezagent.schedules.schedule;

/**
 * EventBridge's permanent refusal of one version.
 *
 * @param code EventBridge's error code
 * @param message the reason, as a sentence
 * @param version the entry version that was refused
 */
public record EngineRefusal(String code, String message, long version) {}
