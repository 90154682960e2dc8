package io.dumul.core.view;

/**
 * One value of the batch view.
 *
 * @param state the aggregate's bytes; empty says that the publication has no value here (any more)
 */
public record BatchCell(Entity entity, Slot slot, byte[] state) {}
