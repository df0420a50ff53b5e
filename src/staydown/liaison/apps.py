from django.apps import AppConfig


class LiaisonConfig(AppConfig):
    name = "staydown.liaison"
    label = "liaison"
