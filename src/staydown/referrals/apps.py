from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "staydown.referrals"
    label = "referrals"
