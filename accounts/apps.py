from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        import_module("accounts.db_triggers")
        import_module("accounts.wording")
        import_module("accounts.history")
        import_module("accounts.password_mails")
        hidden = import_module("accounts.queries").messages_hidden_from
        import_module("notifications.queries").register_hiding(hidden)
        import_module("accounts.sign_in_hooks")
