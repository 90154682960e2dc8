package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.local.stack.ApiClient;
import io.dumul.local.stack.Http;
import io.dumul.local.stack.Pause;
import io.dumul.local.stack.StackException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Asks the API all the time, whatever happens, and hands what it answers to a judge. */
final class Asker implements AutoCloseable {
  private static final long PAUSE_MILLIS = 250;

  /**
   * Answers of one request.
   *
   * @param publication the number of the batch view; -1 before the first
   * @param reached up to where the speed view held the log when it was asked, by partition
   */
  record Observation(
      List<ApiClient.Question> questions,
      List<ApiClient.Answer> answers,
      long publication,
      Map<Integer, Long> reached) {
    Observation {
      questions = List.copyOf(questions);
      answers = List.copyOf(answers);
      reached = Map.copyOf(reached);
    }
  }

  private final ApiClient api;
  private final Report report;
  private final BlockingQueue<Observation> observed = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "asker");
  private volatile List<ApiClient.Question> questions;
  private volatile boolean closed;

  /**
   * @param questions what is asked until {@link #ask} says something else
   */
  Asker(ApiClient api, Report report, List<ApiClient.Question> questions) {
    this.api = api;
    this.report = report;
    this.questions = List.copyOf(questions);
    thread.setDaemon(true);
    thread.start();
  }

  void ask(List<ApiClient.Question> next) {
    questions = List.copyOf(next);
  }

  BlockingQueue<Observation> observed() {
    return observed;
  }

  private void run() {
    while (!closed) {
      Observation observation = ask();
      if (observation != null) {
        observed.add(observation);
      }
      Pause.millis(PAUSE_MILLIS);
    }
  }

  /** Asks once; null where there is no answer. */
  @Nullable Observation ask() {
    List<ApiClient.Question> asked = questions;
    try {
      Http.Reply reply = api.request(asked);
      if (reply.status() == 200) {
        JsonNode json = reply.json();
        JsonNode receipt = json.path("receipt");
        long publication = receipt.at("/published/publication").asLong(-1);
        return new Observation(asked, ApiClient.answers(json), publication, reached(receipt));
      }
      refused(reply, asked.size());
    } catch (StackException e) {
      report.add(Report.Count.UNREACHABLE, asked.size());
    }
    return null;
  }

  private void refused(Http.Reply reply, int answers) {
    String type = reply.json().path("type").asText();
    if (reply.status() == 503 && type.startsWith("/problems/")) {
      report.refused(type.substring("/problems/".length()), answers);
    } else {
      report.failure(Report.Count.WRONG, answers, "status " + reply.status() + ": " + reply.body());
    }
  }

  private static Map<Integer, Long> reached(JsonNode receipt) {
    Map<Integer, Long> reached = new HashMap<>();
    for (JsonNode partition : receipt.at("/speed/partitions")) {
      reached.put(partition.path("partition").asInt(), partition.path("offset").asLong());
    }
    return reached;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
