package io.dumul.core.event;

import io.dumul.core.event.Verdict.Reason;

/**
 * One thing that is wrong with a record.
 *
 * @param path JSON pointer into the envelope ("" for the whole record)
 * @param rule what it breaks: a keyword of JSON Schema, or json, size, attribute, type, version,
 *     lateness, ahead, or the id of a rule of the type
 * @param found what stands there, shortened
 * @param expected what should stand there
 */
public record Failure(Reason reason, String path, String rule, String found, String expected) {}
