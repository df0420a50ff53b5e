"""Any platform that answers a signed message: `docs/webhook.md` says how to join in 30 lines."""
