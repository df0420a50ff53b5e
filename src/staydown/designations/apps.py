from django.apps import AppConfig


class DesignationsConfig(AppConfig):
    name = "staydown.designations"
    label = "designations"
