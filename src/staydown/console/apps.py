from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "staydown.console"
    label = "console"
