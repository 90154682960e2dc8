package io.dumul.serving.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.file.FileService;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Properties;

/** Pages for people, and the contract. Nothing in them comes from elsewhere. */
public final class Pages {
  private static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

  private Pages() {}

  /** A file of {@code src/main/resources}. */
  public static HttpService page(String name, MediaType type) {
    HttpData content = HttpData.wrap(resource("/" + name));
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(type)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
            .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .build();
    return (context, request) -> HttpResponse.of(headers, content);
  }

  /** The files of a WebJar, whatever its version. */
  public static HttpService webjar(String group, String artifact) {
    Properties properties = new Properties();
    String file = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    try (InputStream in = open(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
    return FileService.of(
        Pages.class.getClassLoader(),
        "META-INF/resources/webjars/" + artifact + "/" + properties.getProperty("version"));
  }

  /** What a problem's type means: the page that its URI leads to. */
  public static HttpService problem() {
    return (context, request) -> {
      String slug = String.valueOf(context.pathParam("slug"));
      Problem problem =
          Arrays.stream(Problem.values())
              .filter(each -> each.slug().equals(slug))
              .findFirst()
              .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "No such problem."));
      return HttpResponse.of(
          HttpStatus.OK,
          MediaType.PLAIN_TEXT_UTF_8,
          problem.title() + " (" + problem.status() + ")\n\n" + problem.remedy() + "\n");
    };
  }

  static byte[] resource(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = Pages.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("resource: " + name + " (expected: on the classpath)");
    }
    return in;
  }
}
