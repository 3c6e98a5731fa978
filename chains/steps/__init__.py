"""The steps from hits to an answer, one file each, in the order of `headwise.chains.pipeline`."""
