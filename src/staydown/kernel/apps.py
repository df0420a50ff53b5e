from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "staydown.kernel"
    label = "kernel"

    def ready(self) -> None:
        import staydown.kernel.checks  # noqa: F401  importing it registers the checks
