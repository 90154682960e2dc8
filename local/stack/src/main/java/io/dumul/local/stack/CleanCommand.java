package io.dumul.local.stack;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "clean",
    description = "Stops everything and removes all data and settings, those of replayed sets too.")
final class CleanCommand implements Runnable {
  @Mixin private Place place = new Place();

  @Override
  public void run() {
    List<Stack> stacks = place.stacks();
    stacks.forEach(Stack::hold);
    stacks.forEach(Stack::stop);
    stacks.forEach(Stack::clean);
    System.out.println("removed " + stacks.get(stacks.size() - 1).folder().root());
  }
}
