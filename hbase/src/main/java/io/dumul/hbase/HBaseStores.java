package io.dumul.hbase;

import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.EdgeStore;
import io.dumul.core.edge.TableRegistry;
import io.dumul.core.view.Control;
import io.dumul.core.view.ViewErasure;
import io.dumul.core.view.ViewStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.ConnectionFactory;

/**
 * One connection to HBase and the stores on it. Closing this closes the connection; closing one of
 * the stores does nothing.
 */
public final class HBaseStores implements AutoCloseable {
  private final AsyncConnection connection;
  private final HBaseSettings settings;

  private HBaseStores(AsyncConnection connection, HBaseSettings settings) {
    this.connection = connection;
    this.settings = settings;
  }

  /**
   * Connects, and makes the tables where they are missing.
   *
   * @throws HBaseException where HBase does not answer in time
   */
  public static HBaseStores open(HBaseSettings settings) {
    AsyncConnection connection =
        Calls.await(
            ConnectionFactory.createAsyncConnection(settings.configuration())
                .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS),
            "connecting to " + settings.quorum());
    HBaseStores stores = new HBaseStores(connection, settings);
    try {
      new HBaseTables(connection.getAdmin()).create(settings);
      return stores;
    } catch (RuntimeException e) {
      stores.close();
      throw e;
    }
  }

  public ViewStore views() {
    return new HBaseViews(connection, settings.viewsTable());
  }

  public EdgeStore edges() {
    return new HBaseEdges(connection, settings.edgesTable());
  }

  public TableRegistry tables() {
    return new HBaseTableRegistry(connection, settings.controlTable());
  }

  public EdgeRepair edgeRepair() {
    return new HBaseEdgeRepair(connection, settings.edgesTable());
  }

  public ViewErasure erasure() {
    return new HBaseErasure(connection, settings);
  }

  public Control control() {
    return new HBaseControl(connection, settings.controlTable());
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException("hbase: closing the connection", e);
    }
  }
}
