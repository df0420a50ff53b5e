from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "staydown.cases"
    label = "cases"
