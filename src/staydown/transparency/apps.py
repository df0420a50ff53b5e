from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "staydown.transparency"
    label = "transparency"
