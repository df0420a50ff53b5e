from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    name = "staydown.enforcement"
    label = "enforcement"
