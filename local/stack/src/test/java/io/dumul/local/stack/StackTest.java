package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor, with the real broker as what it supervises. */
class StackTest {
  @TempDir private Path folder;

  @Test
  void whatWasWrittenIsThereAfterACrash() throws Exception {
    try (Stack stack = Stack.onFreePorts(folder)) {
      stack.start("kafka");
      write(stack.kafka(), 100);
      stack.kill9("kafka");
      assertThat(stack.daemon("kafka").process()).isEmpty();
      stack.start("kafka");
      assertThat(count(stack.kafka())).isEqualTo(100);
    }
    assertThat(Stack.in(folder, Map.of(), line -> {}).daemon("kafka").process()).isEmpty();
  }

  @Test
  void aSecondStackInTheFolderFindsTheProcessesOfTheFirst() {
    try (Stack first = Stack.onFreePorts(folder)) {
      first.start("kafka");
      Stack second = Stack.in(folder, Map.of(), line -> {});
      assertThat(second.kafka()).isEqualTo(first.kafka());
      assertThat(second.daemon("kafka").launch()).isFalse();
      assertThatThrownBy(second::clean).hasMessageStartingWith("kafka: runs (expected: ");
      second.stop("kafka");
      assertThat(first.daemon("kafka").ready()).isFalse();
    }
  }

  @Test
  void aTakenPortIsOneClearLine() throws IOException {
    try (Stack stack = Stack.onFreePorts(folder);
        ServerSocket taken =
            new ServerSocket(
                stack.settings().port("kafka-port"), 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> stack.start("kafka"))
          .isInstanceOf(StackException.class)
          .hasMessage(
              "kafka-port: %d (expected: a free port; set kafka-port in %s)",
              taken.getLocalPort(), folder.resolve("conf/local.properties"));
    }
  }

  @Test
  void aProcessThatOnlyHasTheSameIdIsNotOurs() throws IOException {
    Stack stack = Stack.onFreePorts(folder);
    PidFile file = new PidFile(stack.folder().pid("kafka"));
    file.write(ProcessHandle.current());
    assertThat(file.process()).contains(ProcessHandle.current());
    String pid = Long.toString(ProcessHandle.current().pid());
    Files.write(file.file(), List.of(pid, "2001-01-01T00:00:00Z"), StandardCharsets.UTF_8);
    assertThat(stack.daemon("kafka").process()).isEmpty();
    stack.stop("kafka");
    assertThat(ProcessHandle.current().isAlive()).isTrue();
  }

  @Test
  void secretsAreForTheOwnerAlone() throws IOException {
    Folder made = Stack.onFreePorts(folder).folder();
    for (Path secret : List.of(made.barrierKey(), made.apiKeys())) {
      assertThat(Files.getPosixFilePermissions(secret)).hasSize(2);
    }
    String before = Files.readString(made.barrierKey());
    assertThat(before.strip()).hasSize(64);
    Stack.in(folder, Map.of(), line -> {});
    assertThat(made.barrierKey()).hasContent(before);
  }

  private static void write(String servers, int records) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < records; i++) {
        sent.add(producer.send(new ProducerRecord<>(Topics.EVENTS, "key" + i, "value")));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static long count(String servers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      long sum = 0;
      for (int partition = 0; partition < 4; partition++) {
        TopicPartition each = new TopicPartition(Topics.EVENTS, partition);
        sum +=
            admin
                .listOffsets(Map.of(each, OffsetSpec.latest()))
                .partitionResult(each)
                .get()
                .offset();
      }
      return sum;
    }
  }
}
