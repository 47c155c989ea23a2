from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        import_module("accounts.guards")
        import_module("accounts.wording")
        import_module("accounts.history")
        import_module("accounts.letters")
        hidden = import_module("accounts.queries").messages_hidden_from
        import_module("notifications.queries").register_hiding(hidden)
        import_module("accounts.sign_in_hooks")
