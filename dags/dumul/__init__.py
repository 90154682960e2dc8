"""What the DAGs share: how a task runs a batch command, and the settings."""
