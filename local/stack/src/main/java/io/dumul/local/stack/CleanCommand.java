package io.dumul.local.stack;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "clean", description = "Stops everything and removes all data and settings.")
final class CleanCommand implements Runnable {
  @Mixin private Place place = new Place();

  @Override
  public void run() {
    Stack stack = place.stack();
    stack.stop();
    stack.clean();
    System.out.println("removed " + stack.folder().root());
  }
}
