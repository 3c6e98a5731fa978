"""What the steps run on: runnables, streaming, the run of one answer, usage, progress."""
