package io.dumul.serving.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The API keys that are known. A file has one a line: {@code name role[,role] key}, where role is
 * read or write and key is the key itself or {@code sha256:} and the key's SHA-256 in hex; without
 * a name the roles are the name. Empty lines and lines that start with # mean nothing.
 */
public final class ApiKeys {

  /** What a key may be used for. */
  public enum Role {
    READ,
    WRITE
  }

  /** Who asks. */
  public record Client(String name, Set<Role> roles) {
    public Client {
      roles = Set.copyOf(roles);
    }
  }

  private record Entry(Client client, byte[] hash) {}

  private final List<Entry> entries;

  private ApiKeys(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * @throws IllegalArgumentException where a line is not as it must be; the message has its number
   *     but not its key
   */
  public static ApiKeys load(Path file) {
    try {
      return parse(file.toString(), Files.readAllLines(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("api-keys-file: " + file + " (expected: a readable file)", e);
    }
  }

  static ApiKeys parse(String file, List<String> lines) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        entries.add(entry(file + ":" + (i + 1), line.split("\\s+")));
      }
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(file + ": no key (expected: at least one)");
    }
    return new ApiKeys(entries);
  }

  private static Entry entry(String where, String[] words) {
    if (words.length < 2 || words.length > 3) {
      throw new IllegalArgumentException(
          where + ": " + words.length + " words (expected: name, roles, key)");
    }
    Set<Role> roles = new TreeSet<>();
    for (String role : words[words.length - 2].split(",", -1)) {
      roles.add(role(where, role));
    }
    return new Entry(new Client(words[0], roles), hashOf(where, words[words.length - 1]));
  }

  private static Role role(String where, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "read" -> Role.READ;
      case "write" -> Role.WRITE;
      default ->
          throw new IllegalArgumentException(where + ": " + text + " (expected: read or write)");
    };
  }

  private static byte[] hashOf(String where, String key) {
    if (!key.startsWith("sha256:")) {
      return sha256(key);
    }
    try {
      byte[] hash = HexFormat.of().parseHex(key.substring("sha256:".length()));
      if (hash.length == 32) {
        return hash;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the key.
    }
    throw new IllegalArgumentException(where + ": sha256 (expected: 64 hex digits)");
  }

  /** Whose key this is. Takes the same time whichever key it is, or none. */
  Optional<Client> find(String key) {
    byte[] hash = sha256(key);
    Client found = null;
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.hash(), hash)) {
        found = entry.client();
      }
    }
    return Optional.ofNullable(found);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
