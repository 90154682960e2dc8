package io.dumul.local.bench;

import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What every peer is told.
 *
 * @param servers the broker
 * @param topic the log
 * @param partitions of the log
 * @param records in the log at the end
 * @param definitions the folder of the 8 metrics
 * @param folder where it may keep files
 * @param interval how often what was folded becomes durable, where it does
 * @param threads how many threads fold
 * @param follow whether records come after a peer has begun
 */
record Job(
    String servers,
    String topic,
    int partitions,
    int records,
    Path definitions,
    Path folder,
    Duration interval,
    int threads,
    boolean follow) {

  Definitions load() {
    return DefinitionFiles.load(definitions);
  }
}
