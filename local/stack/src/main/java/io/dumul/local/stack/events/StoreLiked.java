// Made from the definitions by ./dumul schema java; do not edit.
package io.dumul.local.stack.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A user put a store among the liked ones. Version 1-0-0.
 */
public final class StoreLiked {
  public static final String TYPE = "store.liked";

  public static final String VERSION = "1-0-0";

  private final ObjectNode data = JsonNodeFactory.instance.objectNode();

  private StoreLiked() {
  }

  /**
   * Begins one; what it needs is asked for step by step.
   */
  public static NeedsStoreId event() {
    return new StoreLikedSteps();
  }

  /**
   * The data, as JSON.
   */
  public ObjectNode data() {
    return data.deepCopy();
  }

  /**
   * What may stand there.
   */
  public enum Platform {
    IOS("ios"),

    ANDROID("android"),

    WEB("web");

    private final String text;

    Platform(String text) {
      this.text = text;
    }

    /**
     * The one of this text.
     */
    public static Platform of(String text) {
      for (Platform each : values()) {
        if (each.text.equals(text)) {
          return each;
        }
      }
      throw new IllegalArgumentException(text);
    }
  }

  /**
   * The next is {@code store_id}.
   */
  public interface NeedsStoreId {
    /**
     * the store
     */
    NeedsRegion storeId(String storeId);
  }

  /**
   * The next is {@code region}.
   */
  public interface NeedsRegion {
    /**
     * the district that is delivered to
     */
    NeedsPlatform region(String region);
  }

  /**
   * The next is {@code platform}.
   */
  public interface NeedsPlatform {
    /**
     * where the app runs
     */
    NeedsAppVersion platform(Platform platform);
  }

  /**
   * The next is {@code app_version}.
   */
  public interface NeedsAppVersion {
    /**
     * the app's version
     */
    NeedsSession appVersion(String appVersion);
  }

  /**
   * The next is {@code session}.
   */
  public interface NeedsSession {
    /**
     * the visit that the event belongs to
     */
    StoreLiked session(String session);
  }

  private static final class StoreLikedSteps implements NeedsStoreId,
      NeedsRegion,
      NeedsPlatform,
      NeedsAppVersion,
      NeedsSession {
    private final StoreLiked made = new StoreLiked();

    private final ObjectNode data = made.data;

    @Override
    public NeedsRegion storeId(String storeId) {
      data.put("store_id", java.util.Objects.requireNonNull(storeId));
      return this;
    }

    @Override
    public NeedsPlatform region(String region) {
      data.put("region", java.util.Objects.requireNonNull(region));
      return this;
    }

    @Override
    public NeedsAppVersion platform(Platform platform) {
      data.put("platform", java.util.Objects.requireNonNull(platform).text);
      return this;
    }

    @Override
    public NeedsSession appVersion(String appVersion) {
      data.put("app_version", java.util.Objects.requireNonNull(appVersion));
      return this;
    }

    @Override
    public StoreLiked session(String session) {
      data.put("session", java.util.Objects.requireNonNull(session));
      return made;
    }
  }
}
