package io.dumul.local.schema;

/**
 * One difference between two versions of a schema.
 *
 * @param path JSON pointer into the schema
 */
record Change(String path, Level level, String what) {}
