"""Token classification with transformers: the network, its training loop, its answers."""
