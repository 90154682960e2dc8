package io.dumul.serving;

import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeView;
import io.dumul.core.edge.TableRegistry;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.Selection;
import io.dumul.core.view.ViewReader;
import io.dumul.hbase.HBaseException;
import io.dumul.hbase.HBaseSettings;
import io.dumul.hbase.HBaseStores;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HBase for a process that has work without it: connects in the background, again and again. Until
 * it has, every read fails at once.
 */
final class LateStores implements ViewReader, EdgeView, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LateStores.class);
  private static final long PAUSE_MILLIS = 500;

  private final HBaseSettings settings;
  private final Thread connecting = new Thread(this::connect, "connect-hbase");
  private volatile @Nullable Connected connected;
  private boolean closed;

  private record Connected(
      HBaseStores stores,
      ViewReader views,
      EdgeView edges,
      Control control,
      TableRegistry tables) {}

  LateStores(HBaseSettings settings) {
    this.settings = settings;
    connecting.setDaemon(true);
  }

  /** Connects from now on, until it is connected. */
  void start() {
    connecting.start();
  }

  private void connect() {
    try {
      while (!tried()) {
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      LOG.debug("closed before HBase was there");
    }
  }

  private boolean tried() {
    try {
      keep(HBaseStores.open(settings));
      return true;
    } catch (HBaseException e) {
      LOG.warn("not connected, again in {} ms: {}", PAUSE_MILLIS, e.getMessage());
      return false;
    }
  }

  private synchronized void keep(HBaseStores opened) {
    if (closed) {
      opened.close();
    } else {
      connected =
          new Connected(opened, opened.views(), opened.edges(), opened.control(), opened.tables());
    }
  }

  private IllegalStateException absent() {
    return new IllegalStateException("hbase: " + settings.quorum() + ": not connected yet");
  }

  /**
   * What the layers know of each other.
   *
   * @throws RuntimeException where HBase does not answer, or is not connected yet
   */
  ControlState control() {
    Connected now = connected;
    if (now == null) {
      throw absent();
    }
    return now.control().read();
  }

  @Override
  public CompletableFuture<EntityView> read(Entity entity, Selection selection) {
    return asked(now -> now.views().read(entity, selection));
  }

  @Override
  public CompletableFuture<List<EdgeCell>> row(byte[] row, Columns columns) {
    return asked(now -> now.edges().row(row, columns));
  }

  @Override
  public CompletableFuture<List<EdgeCell>> scan(byte[] from, byte[] to, int limit) {
    return asked(now -> now.edges().scan(from, to, limit));
  }

  private <T> CompletableFuture<T> asked(Function<Connected, CompletableFuture<T>> question) {
    Connected now = connected;
    return now == null ? CompletableFuture.failedFuture(absent()) : question.apply(now);
  }

  /** The tables that were made. */
  TableRegistry tables() {
    return new TableRegistry() {
      @Override
      public CompletableFuture<byte @Nullable []> read() {
        return asked(now -> now.tables().read());
      }

      @Override
      public CompletableFuture<Boolean> replace(byte @Nullable [] old, byte[] next) {
        return asked(now -> now.tables().replace(old, next));
      }
    };
  }

  @Override
  public synchronized void close() {
    closed = true;
    connecting.interrupt();
    Connected now = connected;
    if (now != null) {
      now.stores().close();
    }
  }
}
