"""The 8 metrics by DuckDB or Polars over the Parquet files of the events, 2 threads.

usage: daily.py duckdb|polars FILES OUT ROUNDS RESULT
"""

import json
import os
import resource
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "2"
SEOUL = 9 * 3600

DUCKDB_EVENTS = """
create or replace temp table orders as
select "user", event.store, event.region, event.amount, s - s % 3600 as hour, s - (s + {seoul}) % 86400 as day
from (select subject as "user", epoch(event_time)::bigint as s,
        from_json(data, '{{"store":"VARCHAR","region":"VARCHAR","amount":"DECIMAL(18,2)"}}') as event
      from read_parquet({files}) where type = 'ordered')
"""

DUCKDB_METRICS = """
copy (
  select 'user-orders' as metric, "user" as entity, hour as bucket, count(*)::decimal(28, 2) as value from orders group by "user", hour
  union all select 'user-spend', "user", day, sum(amount)::decimal(28, 2) from orders group by "user", day
  union all select 'store-orders', store, hour, count(*) from orders group by store, hour
  union all select unnest(['store-revenue', 'store-users']), store, day, unnest([revenue, users]) from (
    select store, day, sum(amount)::decimal(28, 2) as revenue, approx_count_distinct("user")::decimal(28, 2) as users
    from orders group by store, day)
  union all select 'region-orders', region, hour, count(*) from orders group by region, hour
  union all select 'region-largest', region, day, max(amount) from orders group by region, day
  union all select 'all-orders', '', hour, count(*) from orders group by hour
) to '{out}' (format parquet, compression zstd)
"""


def duckdb_way(files, out):
    import duckdb

    connection = duckdb.connect(config={"threads": 2})

    def run():
        connection.execute(DUCKDB_EVENTS.format(files=files, seoul=SEOUL))
        connection.execute(DUCKDB_METRICS.format(out=out))

    return run


def polars_way(files, out):
    import polars as pl

    event = pl.Struct({"store": pl.String, "region": pl.String, "amount": pl.Float64})

    def metric(orders, name, keys, value):
        key = pl.col(keys[0]) if len(keys) == 2 else pl.lit("")
        return orders.group_by(keys).agg(value.cast(pl.Float64).alias("value")).select(
            pl.lit(name).alias("metric"), key.alias("entity"), pl.col(keys[-1]).alias("bucket"), "value"
        )

    def run():
        second = pl.col("event_time").dt.epoch("s")
        orders = (
            pl.scan_parquet(files)
            .filter(pl.col("type") == "ordered")
            .select(
                pl.col("subject").alias("user"),
                (second - second % 3600).alias("hour"),
                (second - (second + SEOUL) % 86400).alias("day"),
                pl.col("data").str.json_decode(event).alias("event"),
            )
            .unnest("event")
            .collect()
            .lazy()
        )
        count, amount = pl.len(), pl.col("amount")
        pl.concat(
            [
                metric(orders, "user-orders", ["user", "hour"], count),
                metric(orders, "user-spend", ["user", "day"], amount.sum()),
                metric(orders, "store-orders", ["store", "hour"], count),
                metric(orders, "store-revenue", ["store", "day"], amount.sum()),
                metric(orders, "store-users", ["store", "day"], pl.col("user").approx_n_unique()),
                metric(orders, "region-orders", ["region", "hour"], count),
                metric(orders, "region-largest", ["region", "day"], amount.max()),
                metric(orders, "all-orders", ["hour"], count),
            ]
        ).collect().write_parquet(out, compression="zstd")

    return run


def totals(out):
    import duckdb

    rows = duckdb.sql(f"select metric, count(*), sum(value)::decimal(28, 2) from '{out}' group by metric").fetchall()
    return {metric: {"values": values, "sum": float(total), "hash": ""} for metric, values, total in rows}


def cpu_nanos():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int((usage.ru_utime + usage.ru_stime) * 1e9)


def main(way, listing, out, rounds, result):
    with open(listing) as lines:
        files = lines.read().split()
    run = {"duckdb": duckdb_way, "polars": polars_way}[way](files, out)
    import duckdb

    events = duckdb.sql(f"select count(*) from read_parquet({files})").fetchall()[0][0]
    steps = []
    for number in range(int(rounds) + 1):  # the first one warms up
        cpu, start = cpu_nanos(), time.monotonic_ns()
        run()
        nanos, cpu = time.monotonic_ns() - start, cpu_nanos() - cpu
        step = {"step": "recompute", "way": way, "round": number, "units": events, "nanos": nanos}
        steps.append({**step, "cpuNanos": cpu, "othersNanos": 0, "totals": totals(out)})
    with open(result, "w") as to:
        json.dump(steps[1:], to)


main(*sys.argv[1:])
