"""What the steps run on: sync access to coroutines, streaming, one answer's clock and usage."""
