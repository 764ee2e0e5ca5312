"""Who they are: practitioners, their traits and fit, and the values that all rooms share."""
