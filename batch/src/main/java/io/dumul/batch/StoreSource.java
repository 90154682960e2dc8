package io.dumul.batch;

import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.view.Control;
import io.dumul.core.view.ViewErasure;
import io.dumul.core.view.ViewStore;
import java.io.Serializable;

/** Opens the views, here or in a task on another machine. */
interface StoreSource extends Serializable {
  ViewStore views();

  Control control();

  EdgeRepair edges();

  ViewErasure erasure();
}
