# Spark with the job:  docker build -f deploy/images/batch.Dockerfile -t dumul-batch .
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN mvn -B -ntp -Pquick -DskipTests -pl batch -am package

FROM apache/spark:4.1.3-scala2.13-java17-ubuntu
# The job, and what it needs and Spark does not bring.
COPY --from=build /build/batch/target/lib /opt/dumul/lib
COPY --from=build /build/batch/target/dumul-batch.jar /opt/dumul/dumul-batch.jar
COPY definitions /opt/dumul/definitions
