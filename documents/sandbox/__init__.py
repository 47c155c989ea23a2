"""Whatever reads what people sent runs here: in processes of its own, with little time and memory, and no secrets."""
