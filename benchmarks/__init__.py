"""Measurements against a peer in the same run. Judge by the ratios: absolute times are the machine's."""
