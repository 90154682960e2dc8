package io.dumul.batch.lake;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;

/**
 * Where the catalog and the files are.
 *
 * @param uri JDBC URI of the catalog's database
 * @param user its user; empty for none
 * @param password its password; empty for none
 * @param warehouse folder of the tables' files, a path or URI
 */
public record LakeSettings(String uri, String user, String password, String warehouse) {
  public static final String CATALOG = "dumul";
  static final Namespace NAMESPACE = Namespace.of("dumul");

  /** SQLite waits for other processes in place of failing, and lets them read while one writes. */
  private static final String SQLITE = "?journal_mode=WAL&busy_timeout=30000";

  /** As an Iceberg catalog wants them. */
  public Map<String, String> catalogProperties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("type", "jdbc");
    properties.put(
        "uri", uri.startsWith("jdbc:sqlite:") && !uri.contains("?") ? uri + SQLITE : uri);
    properties.put("warehouse", warehouse);
    properties.put("jdbc.schema-version", "V1");
    properties.put("jdbc.init-catalog-tables", "true");
    properties.put("cache-enabled", "false");
    if (!user.isEmpty()) {
      properties.put("jdbc.user", user);
      properties.put("jdbc.password", password);
    }
    return properties;
  }

  @Override
  public String toString() {
    return "LakeSettings[" + uri + ", " + warehouse + "]";
  }
}
