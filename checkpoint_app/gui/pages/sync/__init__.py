"""U 盘同步: what the station has, what sticks bring and take, the hub, the machines of the unit."""
