"""Matrix homeservers that run Synapse, through its Admin API."""
