from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "staydown.screening"
    label = "screening"

    def ready(self) -> None:
        from staydown.kernel import events
        from staydown.screening import handlers

        events.on("enforcement.apply_confirmed", handlers.on_apply_confirmed)
        events.on("cases.measure_lifted", handlers.on_measure_lifted)
        events.on("cases.decided", handlers.on_decided)
