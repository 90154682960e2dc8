package io.dumul.speed;

import io.dumul.core.definition.Definitions;
import io.dumul.core.event.Acceptor;
import java.util.function.IntToLongFunction;

/**
 * What all tasks of the process know from its start.
 *
 * @param secret the key that barriers are signed with
 * @param topicId id of the log
 * @param partitions how many partitions the log has
 * @param logStart the offset of the first record that a partition still has, asked anew each time
 * @param generation see {@code Increment.version}
 */
record Rules(
    Definitions definitions,
    Acceptor acceptor,
    byte[] secret,
    String topicId,
    int partitions,
    IntToLongFunction logStart,
    int generation) {}
