# speed or serving:  docker build -f deploy/images/jvm.Dockerfile --build-arg MODULE=serving -t dumul-serving .
FROM maven:3.9-eclipse-temurin-17 AS build
ARG MODULE
WORKDIR /build
COPY . .
RUN mvn -B -ntp -Pquick -DskipTests -pl ${MODULE} -am package \
 && mkdir -p /app/lib /app/classes \
 && for entry in $(tr ':' ' ' <${MODULE}/target/classpath) ${MODULE}/target/classes; do \
      if [ -d "$entry" ]; then cp -r "$entry/." /app/classes/; else cp "$entry" /app/lib/; fi; \
    done

FROM eclipse-temurin:17-jre
ARG MODULE
ENV MODULE=${MODULE} JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError"
RUN useradd --system --uid 10001 dumul
COPY --from=build /app /app
COPY definitions /app/definitions
USER 10001
ENTRYPOINT ["/bin/sh", "-c", "exec java --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED -cp '/app/classes:/app/lib/*' io.dumul.$MODULE.Main --config /etc/dumul/$MODULE.properties"]
