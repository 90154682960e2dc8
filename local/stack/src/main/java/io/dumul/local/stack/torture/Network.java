package io.dumul.local.stack.torture;

import io.dumul.local.stack.StackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network that this process and all that it starts have for themselves. Packets that a rule names
 * are routed to a device that nobody listens behind, so they are lost without a word: a connection
 * that stands hangs, and a new one does not come about. Once the rule is gone, TCP sends again what
 * was lost.
 *
 * <p>It takes root, {@code ip}, {@code unshare} and no packet filter. The network, and mounts that
 * were made in it, end with the last process that is in it.
 */
final class Network {
  private static final List<String> OWN = List.of("unshare", "--net", "--mount", "--");
  private static final String NOWHERE = "nowhere";
  private static final String TABLE = "77";
  private static final Path USERS = Path.of("/etc/passwd");

  private final AtomicInteger preference = new AtomicInteger(1);

  private Network() {}

  /** What gets lost of the traffic with a server; over when it is closed. */
  interface Loss extends AutoCloseable {
    @Override
    void close();
  }

  /** Whether this machine lets us. */
  static boolean possible() {
    return Shell.isRoot()
        && Stream.of("daemon", "bin").allMatch(Network::hasUser)
        && Shell.succeeds(words(OWN, "ip", "link", "set", "lo", "up"));
  }

  /** Begins a command that is to run in a network of its own. */
  static List<String> own() {
    return OWN;
  }

  /** Prepares the network in which this process is alone with what it starts. */
  static Network prepared() {
    ip("link", "set", "lo", "up");
    ip("link", "add", NOWHERE, "type", "veth", "peer", "name", NOWHERE + "-end");
    for (String device : List.of(NOWHERE, NOWHERE + "-end")) {
      ip("link", "set", device, "arp", "off", "up");
    }
    try {
      Files.writeString(Path.of("/proc/sys/net/ipv4/conf", NOWHERE, "route_localnet"), "1");
    } catch (IOException e) {
      throw new StackException(NOWHERE + ": takes no local packets", e);
    }
    ip("route", "add", "default", "dev", NOWHERE, "src", "127.0.0.1", "table", TABLE);
    ip("rule", "add", "pref", "30000", "lookup", "local");
    ip("rule", "del", "pref", "0");
    return new Network();
  }

  /** Loses what clients send to these ports. */
  Loss requests(List<Integer> ports) {
    return lose(packets("dport", ports));
  }

  /** Loses what clients of one user send to these ports. */
  Loss requests(List<Integer> ports, String user) {
    String uid = uid(user);
    return lose(
        ports.stream()
            .map(port -> List.of("dport", Integer.toString(port), "uidrange", uid + "-" + uid))
            .toList());
  }

  /** Loses what servers on these ports answer; they have done what they were asked. */
  Loss answers(List<Integer> ports) {
    return lose(packets("sport", ports));
  }

  /** Loses both. */
  Loss everything(List<Integer> ports) {
    List<List<String>> all = new ArrayList<>(packets("dport", ports));
    all.addAll(packets("sport", ports));
    return lose(all);
  }

  private static List<List<String>> packets(String side, List<Integer> ports) {
    return ports.stream().map(port -> List.of(side, Integer.toString(port))).toList();
  }

  private Loss lose(List<List<String>> packets) {
    int first = preference.getAndAdd(packets.size());
    Loss loss = () -> IntStream.range(first, first + packets.size()).forEach(Network::forget);
    try {
      for (int i = 0; i < packets.size(); i++) {
        List<String> rule =
            List.of("ip", "rule", "add", "pref", Integer.toString(first + i), "ipproto", "tcp");
        List<String> all = new ArrayList<>(rule);
        all.addAll(packets.get(i));
        Shell.run(words(all, "lookup", TABLE));
      }
      return loss;
    } catch (StackException e) {
      loss.close();
      throw e;
    }
  }

  private static void forget(int preference) {
    Shell.succeeds("ip", "rule", "del", "pref", Integer.toString(preference));
  }

  private static void ip(String... arguments) {
    Shell.run(words(List.of("ip"), arguments));
  }

  private static String[] words(List<String> first, String... then) {
    return Stream.concat(first.stream(), Stream.of(then)).toArray(String[]::new);
  }

  /** Begins a command that another user runs, who may read and write what this one may. */
  static List<String> as(String user) {
    return List.of(
        "setpriv",
        "--reuid",
        user,
        "--clear-groups",
        "--inh-caps",
        "+dac_override",
        "--ambient-caps",
        "+dac_override");
  }

  private static boolean hasUser(String user) {
    return Shell.succeeds(words(as(user), "true"));
  }

  private static String uid(String user) {
    try (Stream<String> users = Files.lines(USERS, StandardCharsets.UTF_8)) {
      return users
          .filter(line -> line.startsWith(user + ":"))
          .map(line -> line.split(":", -1)[2])
          .findFirst()
          .orElseThrow(() -> new StackException(user + ": not a user in " + USERS));
    } catch (IOException e) {
      throw new StackException(USERS + ": not readable", e);
    }
  }
}
