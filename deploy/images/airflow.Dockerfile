# Airflow with the DAGs, after dumul-batch:  docker build -f deploy/images/airflow.Dockerfile -t dumul-airflow .
# pyspark brings spark-submit, in an environment of its own: Airflow's Spark provider would install a pyspark that lacks it.
FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-17-jre-headless && rm -rf /var/lib/apt/lists/*
COPY requirements.txt /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt \
 && python -m venv /opt/spark && /opt/spark/bin/pip install --no-cache-dir pyspark==4.1.3
# The job, for the commands whose answer a task reads: their driver runs here.
COPY --from=dumul-batch /opt/dumul /opt/dumul
COPY dags /opt/dumul/dags
COPY --chmod=755 deploy/images/batch /opt/dumul/batch
ENV AIRFLOW__CORE__DAGS_FOLDER=/opt/dumul/dags AIRFLOW__CORE__LOAD_EXAMPLES=False DUMUL_BATCH=/opt/dumul/batch
RUN useradd --create-home --uid 10001 dumul
USER 10001
ENTRYPOINT ["airflow"]
