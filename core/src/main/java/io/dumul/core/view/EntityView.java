package io.dumul.core.view;

import java.util.List;
import java.util.Map;

/**
 * What one read of an entity's row found, both waters at the same moment.
 *
 * @param batch the newest state at or below the publication that was asked for; vanished values are
 *     left out
 * @param speed every increment found of the days that the selection reaches, of whatever epoch and
 *     generation: which of them count is the merge's to say
 */
public record EntityView(Entity entity, Map<Slot, byte[]> batch, List<Increment> speed) {}
