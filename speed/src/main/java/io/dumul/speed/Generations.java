package io.dumul.speed;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations of the speed view: each has an application id of its own, so it has its own
 * offsets and internal topics, and an old one is thrown away by deleting its topics.
 */
record Generations(Admin admin) {
  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
  private static final Pattern TOPIC = Pattern.compile("dumul-speed-g(\\d+)-.+-changelog");

  static String application(int generation) {
    return "dumul-speed-g" + generation;
  }

  /** The increments topic: the changelog of the increment store. */
  static String increments(int generation) {
    return application(generation) + "-" + FoldProcessor.INCREMENTS + "-changelog";
  }

  /** The changelog of the edges. */
  static String edges(int generation) {
    return application(generation) + "-" + FoldProcessor.EDGES + "-changelog";
  }

  static String edgesGroup(int generation) {
    return "dumul-edges-g" + generation;
  }

  static String sinkGroup(int generation) {
    return "dumul-sink-g" + generation;
  }

  /** The newest generation that has topics, 0 where none has. */
  int newest() throws ExecutionException, InterruptedException {
    return admin.listTopics().names().get().stream().mapToInt(Generations::of).max().orElse(0);
  }

  boolean hasIncrements(int generation) throws ExecutionException, InterruptedException {
    return has(increments(generation));
  }

  boolean has(String topic) throws ExecutionException, InterruptedException {
    return admin.listTopics().names().get().contains(topic);
  }

  /** Deletes the internal topics of all generations before this one. */
  void deleteBefore(int generation) throws ExecutionException, InterruptedException {
    Set<String> names = admin.listTopics().names().get();
    List<String> old =
        names.stream().filter(name -> of(name) > 0 && of(name) < generation).sorted().toList();
    if (!old.isEmpty()) {
      LOG.info("the view of generation {} is complete, deleting {}", generation, old);
      admin.deleteTopics(old).all().get();
    }
  }

  private static int of(String topic) {
    Matcher matcher = TOPIC.matcher(topic);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
