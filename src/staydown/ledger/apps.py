from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "staydown.ledger"
    label = "ledger"
