package io.dumul.core.view;

/**
 * One value of the batch view.
 *
 * @param state the aggregate's bytes; empty says that the publication has no value here (any more)
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between stores; never compared as a whole
public record BatchCell(Entity entity, Slot slot, byte[] state) {}
