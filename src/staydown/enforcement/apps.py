from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    name = "staydown.enforcement"
    label = "enforcement"

    def ready(self) -> None:
        from staydown.enforcement import handlers
        from staydown.kernel import events

        events.on("referrals.received", handlers.on_referrals_received)
        events.on("cases.opened_by_match", handlers.on_case_opened_by_match)
        events.on("cases.notice_wanted", handlers.on_notice_wanted)
        events.on("cases.measure_wanted", handlers.on_measure_wanted)
        events.on("cases.measure_lifted", handlers.on_measure_lifted)
