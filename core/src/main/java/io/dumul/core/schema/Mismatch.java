package io.dumul.core.schema;

/**
 * One thing in a document that breaks its schema.
 *
 * @param path JSON pointer to what is wrong; of a property that is missing, to where it should be
 * @param rule the keyword of JSON Schema that it breaks
 * @param found what stands there, shortened
 * @param expected what should stand there
 */
public record Mismatch(String path, String rule, String found, String expected) {}
