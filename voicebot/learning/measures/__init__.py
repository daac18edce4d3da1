"""How good foretold chances are: ranking, calibration, cost, and by how much they differ."""
