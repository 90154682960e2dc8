package io.dumul.batch;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgePast;
import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.event.EventJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happened to edges to where readers find it. Of each epoch once; again does no harm.
 */
record WriteHistory(StoreSource stores, long epoch) implements ForeachPartitionFunction<Row> {
  private static final int AT_ONCE = 500;

  /** Writes the changes of epochs that are not written yet. */
  static void run(Batch batch, long epoch) {
    EdgeRepair edges = batch.stores().edges();
    long through = EdgePast.through(edges);
    if (through < epoch) {
      EdgeLog.fold(batch, epoch, new EdgeHistory(), EdgeHistory.ROW)
          .filter(col("epoch").gt(through))
          .foreachPartition(new WriteHistory(batch.stores(), epoch));
      edges.write(List.of(new Versioned(EdgePast.through(epoch), epoch)));
    }
  }

  @Override
  public void call(Iterator<Row> rows) {
    EdgeRepair edges = stores.edges();
    List<Versioned> next = new ArrayList<>();
    while (rows.hasNext()) {
      next.add(new Versioned(cell(rows.next()), epoch));
      if (next.size() == AT_ONCE || !rows.hasNext()) {
        edges.write(next);
        next.clear();
      }
    }
  }

  private static EdgeCell cell(Row row) {
    EdgeCell state = EdgeCell.of(row.getAs("edge"), null);
    int number = row.<Integer>getAs("change") > 0 ? 1 : 0;
    return EdgePast.change(state, row.<Long>getAs("kafka_offset"), number, json(row));
  }

  private static ObjectNode json(Row row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", row.<String>getAs("type")).put("version", row.<Long>getAs("version"));
    json.put("event", row.<String>getAs("event")).put("status", row.<String>getAs("status"));
    json.put("count", row.<Integer>getAs("change"));
    json.put("source", row.<String>getAs("source")).put("target", row.<String>getAs("target"));
    put(json, "before", row.getAs("before"));
    put(json, "after", row.getAs("after"));
    json.put("time", row.<Instant>getAs("event_time").toString());
    json.put("appendTime", row.<Instant>getAs("append_time").toString());
    json.put("epoch", row.<Long>getAs("epoch"));
    json.put("partition", row.<Integer>getAs("kafka_partition"));
    return json.put("offset", row.<Long>getAs("kafka_offset"));
  }

  private static void put(ObjectNode json, String name, @Nullable String properties) {
    json.set(
        name,
        properties == null ? JsonNodeFactory.instance.nullNode() : EventJson.read(properties));
  }
}
