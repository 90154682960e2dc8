package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Airflow of this machine, through its REST API.
 *
 * @param url where its UI and API are
 * @param passwords the file with its one user and password
 */
record Airflow(String url, Path passwords) {
  static final String USER = "admin";

  static Airflow of(Folder folder, StackSettings settings) {
    return new Airflow(
        "http://" + settings.address("airflow-port"), folder.airflow().resolve("passwords.json"));
  }

  /** Whether a run of the epoch DAG could start now. */
  boolean ready() {
    JsonNode health = Http.get(url + "/api/v2/monitor/health", Map.of()).ok("airflow");
    return health.at("/scheduler/status").asText().equals("healthy")
        && Http.get(url + "/api/v2/dags/epoch", token()).status() == 200;
  }

  String password() {
    try {
      return Http.JSON.readTree(Files.readString(passwords)).path(USER).asText();
    } catch (IOException e) {
      throw new StackException(passwords + ": no password (expected: airflow to run)", e);
    }
  }

  /**
   * Starts a run of the epoch DAG and returns its id.
   *
   * @param closing the closing time of the epoch; null for now
   */
  String triggerEpoch(@Nullable Instant closing) {
    Map<String, Object> body = new HashMap<>();
    body.put("logical_date", null);
    body.put("conf", closing == null ? Map.of() : Map.of("closing", closing.toString()));
    return Http.post(url + "/api/v2/dags/epoch/dagRuns", token(), body)
        .ok("airflow: epoch")
        .path("dag_run_id")
        .asText();
  }

  /** The state of a run of the epoch DAG: queued, running, success or failed. */
  String state(String run) {
    return Http.get(url + "/api/v2/dags/epoch/dagRuns/" + encoded(run), token())
        .ok("airflow: " + run)
        .path("state")
        .asText();
  }

  /** The states of the tasks of a run, by task, joined where a task is mapped. */
  Map<String, String> tasks(String run) {
    Map<String, String> states = new HashMap<>();
    JsonNode all =
        Http.get(url + "/api/v2/dags/epoch/dagRuns/" + encoded(run) + "/taskInstances", token())
            .ok("airflow: " + run);
    for (JsonNode task : all.path("task_instances")) {
      states.merge(
          task.path("task_id").asText(), task.path("state").asText("none"), (a, b) -> a + "," + b);
    }
    return states;
  }

  private Map<String, String> token() {
    Map<String, String> login = Map.of("username", USER, "password", password());
    JsonNode reply = Http.post(url + "/auth/token", Map.of(), login).ok("airflow: login");
    return Map.of("Authorization", "Bearer " + reply.path("access_token").asText());
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }
}
