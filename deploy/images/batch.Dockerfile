# Spark with the job:  docker build -f deploy/images/batch.Dockerfile -t dumul-batch .
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
# The job's own jars, without those that Spark's image has.
RUN mvn -B -ntp -Pquick -DskipTests -pl batch -am package \
 && mkdir -p /jars && cp core/target/*-SNAPSHOT.jar hbase/target/*-SNAPSHOT.jar batch/target/*-SNAPSHOT.jar /jars/ \
 && tr ':' '\n' <batch/target/classpath | grep -E '/(iceberg-spark-runtime|hbase-shaded|kafka-clients|picocli|postgresql|sqlite-jdbc|json-schema|itu|opentelemetry)[^/]*\.jar$' \
    | xargs -I{} cp {} /jars/

FROM apache/spark:4.1.3-scala2.13-java17-ubuntu
COPY --from=build /jars /opt/dumul/jars
COPY definitions /opt/dumul/definitions
