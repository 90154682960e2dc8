package io.dumul.core.rule;

/**
 * What every event of a type must fulfil, beyond its schema.
 *
 * @param id what failures call it
 * @param expression a CEL expression that gives true or false
 * @param message what is expected, for those who sent an event that breaks it
 */
public record Rule(String id, String expression, String message) {}
