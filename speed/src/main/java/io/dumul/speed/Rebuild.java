package io.dumul.speed;

/** Whether the process goes on with the newest generation or begins the next one. */
enum Rebuild {
  NO {
    @Override
    int generation(int reported, int topics) {
      return Math.max(1, Math.max(reported, topics));
    }
  },
  YES {
    @Override
    int generation(int reported, int topics) {
      return Math.max(reported, topics) + 1;
    }
  };

  /**
   * The generation to run.
   *
   * @param reported the newest that readers know, 0 for none
   * @param topics the newest that has topics, 0 for none
   */
  abstract int generation(int reported, int topics);
}
