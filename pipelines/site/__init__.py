"""The static site: pages of what is published, which open from a folder without a network. Computes no measure."""
