package io.dumul.core.seam;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The one kind of event: a user orders at a store. */
record Order(String subject, String id, Instant time, String store, String price) {

  byte[] json() {
    return json("order").getBytes(StandardCharsets.UTF_8);
  }

  String json(String type) {
    return """
        {"specversion":"1.0","id":"%s","source":"/app","type":"%s","time":"%s","subject":"%s",\
        "datacontenttype":"application/json","data":{"store":"%s","price":%s}}"""
        .formatted(id, type, time, subject, store, price);
  }
}
