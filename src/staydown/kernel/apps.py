from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "staydown.kernel"
    label = "kernel"
