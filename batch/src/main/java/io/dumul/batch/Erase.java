package io.dumul.batch;

import static org.apache.spark.sql.functions.expr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.batch.TakeOut.State;
import io.dumul.batch.lake.Json;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.Landed;
import io.dumul.batch.log.BarrierScan;
import io.dumul.batch.log.EventLog;
import io.dumul.batch.log.LogException;
import io.dumul.batch.log.Slice;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.epoch.Erasure;
import io.dumul.core.event.EventJson;
import io.dumul.core.event.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.jspecify.annotations.Nullable;

/**
 * Erases a user everywhere, in three parts. A record in each partition of the log says where: the
 * speed layer forgets the user's edges there. What stands before these records is taken out as by
 * any take-out, with the publication of the epoch that is open. Then nobody reads what is left of
 * it, and it is removed for good.
 *
 * <p>Each part may die and be asked for again. What comes behind the records counts as a new
 * user's.
 */
final class Erase {
  private final Batch batch;
  private final Instant now;
  private final TakeOutBook book;

  Erase(Batch batch, Instant now) {
    this.batch = batch;
    this.now = now;
    this.book = new TakeOutBook(new TakeOuts(batch), batch::passed);
  }

  /**
   * What is known of one place.
   *
   * @param state found, removed, or expires: what still has it, and how long
   * @param count of what the detail names; -1 where nobody can know
   */
  record Place(String place, String state, long count, String detail) {}

  /**
   * How far an erasure is.
   *
   * @param state asked, pending, taken out (nobody sees it any more) or erased
   * @param epoch the one whose publication is the first without the user
   */
  record Result(String id, String state, long epoch, String reason, List<Place> places) {
    static Result of(TakeOut one, List<Place> places) {
      return new Result(one.id(), one.state().toString(), one.epoch(), one.reason(), places);
    }

    /** As it is on record. */
    static Result of(TakeOut one) {
      String report = one.report();
      return of(one, report == null ? List.of() : List.of(Json.read(report, Place[].class)));
    }
  }

  /** Goes on with what is asked for of a user, or asks for it. */
  Result run(String subject, String reason) {
    batch.lake().create();
    Optional<TakeOut> open = unfinished().filter(one -> subject.equals(name(one))).findFirst();
    if (open.isPresent()) {
      return finish(open.get());
    }
    String hash = Erased.hash(batch.barrierKey(), subject);
    Optional<TakeOut> before =
        Erased.all(batch).stream()
            .filter(one -> one.state() == State.ERASED && hash.equals(name(one)))
            .reduce((one, later) -> later);
    if (before.isPresent() && found(subject).stream().allMatch(place -> place.count() == 0)) {
      new Purge(batch, now).forgetNames();
      return Result.of(before.get());
    }
    return finish(book.erase(Erased.id(batch), subject, reason));
  }

  private static @Nullable String name(TakeOut one) {
    return one.scope().subject();
  }

  private Stream<TakeOut> unfinished() {
    return Erased.all(batch).stream().filter(one -> one.state() != State.ERASED);
  }

  /** What is there of a user; nothing is changed. */
  Result trial(String subject) {
    batch.lake().create();
    List<Place> places = new ArrayList<>(found(subject));
    places.add(new Purge(batch, now).mentions(subject));
    return new Result("", "dry run", -1, "", places);
  }

  /** Goes on with all that are not done. */
  List<Result> finishAll() {
    batch.lake().create();
    return unfinished().map(this::finish).toList();
  }

  /** All on record. */
  List<Result> status() {
    batch.lake().create();
    return Erased.all(batch).stream().map(Result::of).toList();
  }

  private Result finish(TakeOut entry) {
    batch.passed("erase.asked");
    TakeOut one = Erased.isAsked(entry) ? cut(entry) : entry;
    if (one.holds() && one.epoch() <= batch.published().epoch()) {
      Purge purge = new Purge(batch, now);
      List<Place> places = purge.run(one);
      TakeOut done =
          one.erased(
              Erased.hash(batch.barrierKey(), Objects.requireNonNull(name(one))),
              Json.write(places));
      new TakeOuts(batch).write(done);
      batch.passed("erase.written");
      purge.forgetNames();
      return Result.of(done);
    }
    return Result.of(one, found(Objects.requireNonNull(name(one))));
  }

  /** Tells the log, and takes out what stands before. */
  private TakeOut cut(TakeOut entry) {
    byte[] key = batch.barrierKey();
    try (EventLog log = batch.log().open()) {
      Landed landed = batch.lake().landed();
      EventLog.Identity identity = log.identity();
      landed.check(identity);
      String subject = Objects.requireNonNull(name(entry));
      Erasure erasure = new Erasure(entry.id(), subject, tables(log, landed, subject));
      for (int partition : log.bounds().keySet()) {
        log.append(erasure.barrier(identity.topicId(), partition), key);
        batch.passed("erase.told");
      }
      return book.cut(entry, offsets(entry.id(), BarrierScan.all(log, key, landed.starts())));
    }
  }

  /** Where it was told last: a run that died may have told some partitions before. */
  private static String offsets(String id, Map<Integer, BarrierScan> scans) {
    List<String> ranges = new ArrayList<>();
    scans.forEach(
        (partition, scan) ->
            ranges.add(
                partition
                    + ":0-"
                    + scan.erasures().stream()
                        .filter(found -> id(found).equals(id))
                        .mapToLong(BarrierScan.Found::offset)
                        .max()
                        .orElseThrow(
                            () ->
                                new LogException(
                                    "partition "
                                        + partition
                                        + ": the erasure does not show (expected: visible once"
                                        + " acknowledged). Erase again later."))));
    return String.join(",", ranges);
  }

  private static String id(BarrierScan.Found found) {
    return Erasure.of(found.barrier()).map(Erasure::id).orElse("");
  }

  /** The documents of tables that were made over HTTP and that the user's mutations bring along. */
  private List<String> tables(EventLog log, Landed landed, String subject) {
    Column mine = expr(TakeOutScope.of(subject, null).condition());
    return Stream.concat(
            EdgeTables.brought(batch, mine).stream(),
            unlanded(log, landed, subject).stream().flatMap(record -> document(record).stream()))
        .filter(document -> EdgeTables.table(document).findAny().isPresent())
        .distinct()
        .sorted()
        .toList();
  }

  private static Optional<String> document(LogRecord record) {
    try {
      ObjectNode event = EventJson.read(record.value() == null ? new byte[0] : record.value());
      JsonNode table = event.path("data").path("table");
      boolean edge = event.path("type").asText().startsWith(EdgeEvents.PREFIX);
      return edge && table.isTextual() ? Optional.of(table.asText()) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Records of epochs that have not landed and that name the user, maybe as part of a name. */
  private static List<LogRecord> unlanded(EventLog log, Landed landed, String subject) {
    List<LogRecord> found = new ArrayList<>();
    log.bounds()
        .forEach(
            (partition, bounds) -> {
              Landed.Start start = landed.partitions().get(partition);
              long from = start == null ? bounds.earliest() : start.offset();
              try (Stream<LogRecord> records = log.read(new Slice(partition, from, bounds.end()))) {
                found.addAll(records.filter(record -> names(record, subject)).toList());
              }
            });
    return found;
  }

  private static boolean names(LogRecord record, String subject) {
    return Stream.of(Optional.ofNullable(record.key()), Optional.ofNullable(record.value()))
        .flatMap(Optional::stream)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .anyMatch(text -> text.equals(subject) || text.contains('"' + subject + '"'));
  }

  private List<Place> found(String subject) {
    TakeOutScope scope = TakeOutScope.of(subject, null);
    long events = count(LakeTable.ACTIVITY, scope.condition());
    long records = count(LakeTable.QUARANTINE, scope.ofRecords());
    long waiting;
    try (EventLog log = batch.log().open()) {
      waiting = unlanded(log, batch.lake().landed(), subject).size();
    }
    long cells = batch.stores().erasure().count(subject);
    return Stream.of(
            new Place("iceberg activity", "found", events, "events, mutations of edges included"),
            new Place("iceberg quarantine", "found", records, "records that do not count"),
            new Place("log", "found", waiting, "records that have not landed"),
            new Place("hbase views", "found", cells, "cells in rows that name the user"))
        .collect(Collectors.toList());
  }

  private long count(LakeTable table, String condition) {
    return batch.read(table).filter(Erased.kept()).filter(expr(condition)).count();
  }
}
